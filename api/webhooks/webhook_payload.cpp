#include "api/webhooks/webhook_payload.hpp"

#include <vector>

namespace carillon::api {
namespace {

constexpr std::size_t max_depth = 64;

/// At most so many bytes, whole characters.
void shorten(std::string& text, std::size_t most) {
  if (text.size() <= most) return;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  text.resize(most);
}

/// Receives nlohmann's parse events and keeps the beginning of everything: of objects, arrays and texts. What
/// stands outside of arrays has room of its own, so that what comes after a long list is there.
class keeper {
 public:
  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(std::int64_t value) { return put(value); }
  bool number_unsigned(std::uint64_t value) { return put(value); }
  bool number_float(double value, const std::string& written) {
    // An integer comes here only when 64 bits do not hold it.
    return written.find_first_of(".eE") == std::string::npos ? put(written) : put(value);
  }
  bool string(std::string& value) {
    shorten(value, most_kept_text);
    return put(std::move(value));
  }
  bool binary(json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(json::object(), false); }
  bool start_array(std::size_t) { return open(json::array(), true); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    auto& here = open_.back();
    member_ = nullptr;
    if (!has_room(here) || name.size() > most_kept_text) return true;
    ++here.members;
    auto [slot, is_new] = here.value->emplace(std::move(name), nullptr);
    if (is_new) member_ = &*slot;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    failure_ = "The JSON text is malformed at byte " + std::to_string(position) + ".";
    return false;
  }

  checked<json> finish() && {
    if (!failure_.empty()) return problem{400, failure_};
    return std::move(root_);
  }

 private:
  struct level {
    json* value;  ///< null when it is not kept
    bool is_array;
    bool is_within_array;
    std::size_t members = 0;
  };

  bool has_room(const level& here) const {
    const auto kept = here.is_within_array ? within_arrays_ : outside_;
    return here.value != nullptr && here.members < most_kept_members && kept < most_kept_values;
  }

  /// Where the next value belongs; null when it is not kept. It stays valid: what holds it grows only while
  /// it is the innermost one.
  json* place() {
    if (open_.empty()) return &root_;
    auto& here = open_.back();
    if (!here.is_array) return member_;
    if (!has_room(here)) return nullptr;
    ++here.members;
    return &here.value->emplace_back();
  }

  template <class Value>
  bool put(Value&& value) {
    auto* const here = place();
    if (here == nullptr) return true;
    count();
    *here = std::forward<Value>(value);
    return true;
  }

  bool open(json container, bool is_array) {
    if (open_.size() >= max_depth) {
      failure_ = "The JSON text is nested deeper than " + std::to_string(max_depth) + " levels.";
      return false;
    }
    const bool is_within = is_array || (!open_.empty() && open_.back().is_within_array);
    auto* const here = place();
    if (here != nullptr) {
      count();
      *here = std::move(container);
    }
    open_.push_back({here, is_array, is_within});
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  void count() {
    const bool is_within = !open_.empty() && open_.back().is_within_array;
    ++(is_within ? within_arrays_ : outside_);
  }

  json root_;
  std::vector<level> open_;
  json* member_ = nullptr;
  std::size_t within_arrays_ = 0;
  std::size_t outside_ = 0;
  std::string failure_;
};

checked<json> read_large(std::string_view body) {
  if (body.find('\0') != body.npos) return problem{400, "The JSON text holds a NUL byte."};
  keeper receiver;
  json::sax_parse(body, &receiver);
  return std::move(receiver).finish();
}

checked<json> read_whole(std::string_view body) {
  auto value = parse_json(body, {.max_bytes = body.size(),
                                 .max_depth = max_depth,
                                 .max_values = 200'000,
                                 .wide = wide_integers::as_text});
  if (!value) return problem{400, value.error().detail};
  return std::move(*value);
}

}  // namespace

checked<json> read_webhook_object(std::string_view body) {
  auto value = body.size() <= whole_payload ? read_whole(body) : read_large(body);
  if (value && !value->is_object()) return problem{400, "the body should be an object"};
  return value;
}

}  // namespace carillon::api
