// parse_rules.
#include <algorithm>
#include <array>
#include <utility>

#include "sandbox/desks.hpp"
#include "sandbox/rule.hpp"

namespace carillon::sandbox {
namespace {

struct named_code {
  std::string_view name;
  std::uint32_t code;
};
constexpr std::array<named_code, 14> http2_codes{{
    {"NO_ERROR", 0},
    {"PROTOCOL_ERROR", 1},
    {"INTERNAL_ERROR", 2},
    {"FLOW_CONTROL_ERROR", 3},
    {"SETTINGS_TIMEOUT", 4},
    {"STREAM_CLOSED", 5},
    {"FRAME_SIZE_ERROR", 6},
    {"REFUSED_STREAM", 7},
    {"CANCEL", 8},
    {"COMPRESSION_ERROR", 9},
    {"CONNECT_ERROR", 10},
    {"ENHANCE_YOUR_CALM", 11},
    {"INADEQUATE_SECURITY", 12},
    {"HTTP_1_1_REQUIRED", 13},
}};

/// Reads an object's members one by one; the first mistake sticks, and members nobody asked for are one.
class reader {
 public:
  explicit reader(const json& object) : object_(object) {
    if (!object.is_object()) fail("an object is expected");
  }
  bool has(const char* name) { return find(name) != nullptr; }
  std::string text(const char* name) {
    const json* value = find(name);
    if (value == nullptr) return {};
    if (value->is_string()) return value->get<std::string>();
    if (value->is_number_integer()) return value->dump();
    return fail(std::string(name) + ": a string is expected"), std::string{};
  }
  std::int64_t number(const char* name, std::int64_t fallback = 0) {
    const json* value = find(name);
    if (value == nullptr) return fallback;
    if (!value->is_number_integer() || value->get<std::int64_t>() < 0) {
      return fail(std::string(name) + ": a whole number is expected"), fallback;
    }
    return value->get<std::int64_t>();
  }
  double fraction(const char* name) {
    const json* value = find(name);
    if (value != nullptr && value->is_number() && *value >= 0.0 && *value <= 1.0) return value->get<double>();
    return fail(std::string(name) + ": a number from 0 to 1 is expected"), 0;
  }
  bool truth(const char* name) {
    const json* value = find(name);
    if (value == nullptr || value->is_boolean()) return value != nullptr && value->get<bool>();
    return fail(std::string(name) + ": true or false is expected"), false;
  }
  const json& object(const char* name) {
    static const json empty = json::object();
    const json* value = find(name);
    if (value == nullptr) return empty;
    if (!value->is_object()) return fail(std::string(name) + ": an object is expected"), empty;
    return *value;
  }
  std::uint32_t code(const char* name, std::uint32_t fallback) {
    const json* value = find(name);
    if (value == nullptr || !value->is_string()) return static_cast<std::uint32_t>(number(name, fallback));
    const auto* found =
        std::ranges::find(http2_codes, value->get_ref<const std::string&>(), &named_code::name);
    if (found != http2_codes.end()) return found->code;
    return fail(std::string(name) + ": no HTTP/2 error has that name"), fallback;
  }
  void fail(std::string message) {
    if (mistake_.empty()) mistake_ = std::move(message);
  }
  void take_mistake(const reader& inner) {
    if (!inner.mistake().empty()) fail(inner.mistake());
  }
  /// The first mistake, unknown members included; empty when there is none.
  std::string mistake() const {
    if (!mistake_.empty() || !object_.is_object()) return mistake_;
    for (const auto& [name, value] : object_.items()) {
      if (std::ranges::find(asked_, name) == asked_.end()) return name + ": unknown";
    }
    return {};
  }

 private:
  const json* find(const char* name) {
    asked_.emplace_back(name);
    if (!object_.is_object()) return nullptr;
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
  }
  const json& object_;
  std::vector<std::string> asked_;
  std::string mistake_;
};

canned_answer read_answer(reader& from) {
  canned_answer reply;
  reply.status = static_cast<int>(from.number("status"));
  reply.reason = from.text("reason");
  reply.retry_after = from.text("retry_after");
  reply.content_type = from.text("content_type");
  if (from.has("timestamp")) reply.timestamp_ms = from.number("timestamp");
  if (from.has("body")) reply.body = from.text("body");
  if (reply.status == 0 && reply.reason.empty()) from.fail("respond: a status or a reason is required");
  const bool is_status = reply.status == 0 || (reply.status >= 200 && reply.status <= 599);
  if (!is_status) from.fail("status: 200 to 599");
  return reply;
}

/// `name` is the action, `from` its arguments.
void read_action(const std::string& name, reader& from, rule& made) {
  fault& broken = made.misbehaviour;
  made.delay = std::chrono::milliseconds(from.number("delay_ms"));
  if (name == "respond") {
    made.reply = read_answer(from);
  } else if (name == "reset") {
    broken.kind = fault_kind::reset;
    broken.code = from.code("code", 2);
    broken.is_accepted = from.truth("accepted");
  } else if (name == "goaway") {
    broken.kind = fault_kind::go_away;
    broken.code = from.code("code", 0);
    if (from.has("last_stream")) broken.last_stream = static_cast<std::int32_t>(from.number("last_stream"));
    broken.reason = from.text("reason");
    broken.is_accepted = from.truth("accepted");
  } else if (name == "stall") {
    broken.kind = fault_kind::stall;
    broken.is_accepted = from.truth("accepted");
    broken.is_whole_connection = from.truth("connection");
  } else if (name == "close") {
    broken.kind = fault_kind::close;
    broken.is_accepted = from.truth("accepted");
  } else if (name == "settings") {
    broken.kind = fault_kind::settings;
    if (!from.has("max_streams")) from.fail("max_streams: required");
    broken.max_streams = static_cast<std::uint32_t>(from.number("max_streams"));
  } else if (name == "delay") {
    made.delay = std::chrono::milliseconds(from.number("ms"));
  } else {
    from.fail("action: respond, reset, goaway, stall, delay, close or settings, not " + name);
  }
}

void read_match(reader& from, rule& made) {
  made.token_prefix = from.text("token_prefix");
  if (from.has("every")) {
    made.every = static_cast<std::uint64_t>(from.number("every"));
    if (made.every == 0) from.fail("every: 1 or more");
  }
  if (from.has("probability")) made.probability = from.fraction("probability");
}

result<rule> parse_rule(const json& document) {
  rule made;
  reader outer(document);
  if (outer.has("provider")) {
    made.from = outer.text("provider");
    if (find_desk(made.from) == nullptr) outer.fail("provider: " + made.from + " has no desk here");
  }
  if (outer.has("times")) made.times_left = static_cast<std::uint64_t>(outer.number("times"));
  reader match(outer.object("match"));
  read_match(match, made);
  outer.take_mistake(match);

  const json* action = document.is_object() && document.contains("action") ? &document.at("action") : nullptr;
  outer.has("action");
  const json empty = json::object();
  if (action != nullptr && action->is_string()) {
    reader arguments(empty);
    read_action(action->get<std::string>(), arguments, made);
    outer.take_mistake(arguments);
  } else if (action != nullptr && action->is_object() && action->size() == 1) {
    reader arguments(action->begin().value());
    read_action(action->begin().key(), arguments, made);
    outer.take_mistake(arguments);
  } else {
    outer.fail("action: {\"<name>\": {…}} is required");
  }
  if (auto mistake = outer.mistake(); !mistake.empty())
    return error(errc::invalid_argument, std::move(mistake));
  return made;
}

}  // namespace

result<std::vector<rule>> parse_rules(const json& document) {
  if (!document.is_array()) return error(errc::invalid_argument, "rules: a list is expected");
  std::vector<rule> rules;
  for (const json& entry : document) {
    auto made = parse_rule(entry);
    if (!made)
      return error(errc::invalid_argument,
                   "rules[" + std::to_string(rules.size()) + "] " + made.error().detail);
    rules.push_back(std::move(*made));
  }
  return rules;
}

result<fault> parse_disturbance(const json& document) {
  auto made = parse_rule(json{{"action", document}});
  if (!made) return made.error();
  const auto kind = made->misbehaviour.kind;
  const bool fits = kind == fault_kind::go_away || kind == fault_kind::stall || kind == fault_kind::close ||
                    kind == fault_kind::settings;
  if (!fits) return error(errc::invalid_argument, "of a whole connection: goaway, stall, close or settings");
  return made->misbehaviour;
}

}  // namespace carillon::sandbox
