// One field of a page, little-endian; scripts/put_preferences.lua stores it unread. Per category:
//   u16 length and text of its key   u8 channels named, a bit each (1 << channel)   u8 those switched off
//   u16 length and text of the label, 0xffff: none given, 0xfffe: null
#include "store/preferences.hpp"

#include "base/damaged_row.hpp"
#include "store/scripts.gen.hpp"

namespace carillon::store {

namespace {

const net::redis_script put_script("put_preferences", scripts::put_preferences);
const net::redis_script swap_script("swap_preferences", scripts::swap_preferences);

constexpr int most_swaps = 5;  // others change the same user's at the same time

constexpr unsigned no_label = 0xffff;
constexpr unsigned null_label = 0xfffe;
constexpr std::string_view any_category = "*";

constexpr unsigned bit_of(channel via) noexcept {
  return 1U << static_cast<unsigned>(via);
}

struct category_switches {
  std::string_view key, label;
  unsigned named = 0, off = 0;
  unsigned label_mark = no_label;
};

class reader {
 public:
  explicit reader(std::string_view packed) noexcept : left_(packed) {}
  bool is_broken() const noexcept { return is_broken_; }

  bool next(category_switches& out) noexcept {
    if (left_.empty()) return false;
    out.key = take(number(2));
    out.named = number(1);
    out.off = number(1);
    out.label_mark = number(2);
    out.label = out.label_mark < null_label ? take(out.label_mark) : std::string_view();
    return !is_broken_;
  }

 private:
  std::string_view take(std::size_t count) noexcept {
    if (count > left_.size()) {
      is_broken_ = true;
      left_ = {};
      return {};
    }
    const auto taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
  unsigned number(unsigned bytes) noexcept {
    const auto taken = take(bytes);
    unsigned value = 0;
    for (std::size_t i = taken.size(); i > 0; --i)
      value = value << 8 | static_cast<std::uint8_t>(taken[i - 1]);
    return value;
  }

  std::string_view left_;
  bool is_broken_ = false;
};

void append_number(std::string& out, std::size_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xff);
}

void append_text(std::string& out, const std::string& text) {
  append_number(out, text.size(), 2);
  out += text;
}

void pack_category(std::string& out, const json& category) {
  unsigned named = 0;
  unsigned off = 0;
  for (const auto& one : member_of(category, "channels")) {
    const auto via = parse_channel(text_of(one, "name"));
    if (!via) continue;
    named |= bit_of(*via);
    if (member_of(one, "enabled") == json(false)) off |= bit_of(*via);
  }
  append_text(out, text_of(category, "key"));
  append_number(out, named, 1);
  append_number(out, off, 1);
  const auto label = category.find("label");
  if (label == category.end()) {
    append_number(out, no_label, 2);
  } else if (label->is_null()) {
    append_number(out, null_label, 2);
  } else {
    append_text(out, text_of(category, "label"));
  }
}

void append_switches(std::string& out, const category_switches& one) {
  append_number(out, one.key.size(), 2);
  out += one.key;
  append_number(out, one.named, 1);
  append_number(out, one.off, 1);
  append_number(out, one.label_mark, 2);
  out += one.label;
}

/// All categories as they are, but for that switch. One that was not named yet begins as what spoke for it.
std::string with_switched(std::string_view packed, std::string_view category, channel via, bool is_on) {
  const auto wanted = category.empty() ? any_category : category;
  std::string out;
  bool is_found = false;
  category_switches star;
  const auto turn = [&](category_switches one) {
    one.named |= bit_of(via);
    one.off = is_on ? one.off & ~bit_of(via) : one.off | bit_of(via);
    append_switches(out, one);
  };
  reader in(packed);
  category_switches one;
  while (in.next(one)) {
    if (one.key == any_category) star = one;
    if (one.key != wanted) {
      append_switches(out, one);
      continue;
    }
    is_found = true;
    turn(one);
  }
  if (!is_found) turn({.key = wanted, .label = {}, .named = star.named, .off = star.off});
  return out;
}

json unpack_category(const category_switches& switches) {
  auto channels = json::array();
  for (auto number = 1U; number < 8; ++number) {
    const auto via = static_cast<channel>(number);
    if (!(switches.named & bit_of(via))) continue;
    channels.push_back({{"name", to_string(via)}, {"enabled", !(switches.off & bit_of(via))}});
  }
  json out = {{"key", switches.key}, {"channels", std::move(channels)}};
  if (switches.label_mark == null_label) out["label"] = nullptr;
  if (switches.label_mark < null_label) out["label"] = switches.label;
  return out;
}

}  // namespace

preferences::preferences(net::redis& redis, queue::keys names) : redis_(redis), names_(std::move(names)) {}

task<result<json>> preferences::get(project_id project, user_ref owner) {
  const auto page = names_.preferences(owner.where, project, owner.number / queue::page_size);
  const auto field = std::to_string(owner.number % queue::page_size);
  auto packed = co_await redis_.call({"HGET", page, field});
  packed = net::require_success(std::move(packed));
  if (!packed) co_return packed.error();
  auto categories = json::array();
  reader in(packed->text);
  category_switches one;
  while (in.next(one)) categories.push_back(unpack_category(one));
  if (in.is_broken())  // what could be read is shown; saving replaces all of it
    leave_out("preferences", owner.id.to_string(),
              {errc::corrupted, "a user's preferences cannot be read to their end"});
  co_return json{{"categories", std::move(categories)}};
}

task<result<void>> preferences::put(project_id project, user_ref owner, json value) {
  std::string packed;
  for (const auto& category : member_of(value, "categories")) pack_category(packed, category);
  if (packed.size() > most_preferences)
    co_return error(errc::too_large, "a user's preferences may have at most 32 KiB packed");
  std::vector<std::string> keys = {names_.user(owner.where, project, owner.id),
                                   names_.preferences(owner.where, project, owner.number / queue::page_size)};
  auto done =
      co_await redis_.call(put_script, std::move(keys), {std::to_string(owner.number), std::move(packed)});
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  if (done->integer == 0) co_return error(errc::not_found, "no such user");
  co_return result<void>();
}

task<result<void>> preferences::switch_channel(project_id project, user_ref owner, std::string category,
                                               channel via, bool is_on) {
  const auto page = names_.preferences(owner.where, project, owner.number / queue::page_size);
  const auto field = std::to_string(owner.number % queue::page_size);
  for (int attempt = 0; attempt < most_swaps; ++attempt) {
    auto read = co_await redis_.call({"HGET", page, field});
    read = net::require_success(std::move(read));
    if (!read) co_return read.error();
    auto packed = with_switched(read->text, category, via, is_on);
    if (packed == read->text) co_return result<void>();
    if (packed.size() > most_preferences)
      co_return error(errc::too_large, "a user's preferences may have at most 32 KiB packed");
    std::vector<std::string> keys = {names_.user(owner.where, project, owner.id), page};
    auto done = co_await redis_.call(swap_script, std::move(keys),
                                     {std::to_string(owner.number), read->text, std::move(packed)});
    done = net::require_success(std::move(done));
    if (!done) co_return done.error();
    if (done->integer == 0) co_return error(errc::not_found, "no such user");
    if (done->integer == 1) co_return result<void>();
  }
  co_return error(errc::unavailable, "the user's preferences are being changed by others");
}

bool is_muted(std::string_view packed, std::string_view category, channel via) noexcept {
  unsigned off = 0;
  reader in(packed);
  category_switches one;
  while (in.next(one)) {
    if (!category.empty() && one.key == category) {
      off = one.off;
      break;
    }
    if (one.key == any_category) off = one.off;
  }
  return off & bit_of(via);
}

}  // namespace carillon::store
