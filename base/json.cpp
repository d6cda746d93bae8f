#include "base/json.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace carillon {
namespace {

/// Receives nlohmann's parse events (its parser is iterative: nesting costs it a bit, not stack) and builds
/// the value, refusing at the first event past a limit.
class builder {
 public:
  explicit builder(const json_limits& limits) : limits_(limits) {}

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(std::int64_t value) { return put(value); }
  bool number_unsigned(std::uint64_t value) { return put(value); }
  bool number_float(double value, const std::string& written) {
    // An integer comes here only when 64 bits do not hold it.
    if (written.find_first_of(".eE") != std::string::npos) return put(value);
    return limits_.wide == wide_integers::as_text ? put(written) : refuse_wide(written);
  }
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(json::object()); }
  bool start_array(std::size_t) { return open(json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    if (!count_value()) return false;
    auto [slot, is_new] = open_.back()->get_ref<json::object_t&>().emplace(std::move(name));
    if (!is_new) return refuse(errc::invalid_argument, "The JSON text has an object with a key given twice.");
    member_ = &slot->second;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& cause) {
    constexpr int number_out_of_range = 406;
    if (cause.id == number_out_of_range) {
      return refuse(errc::invalid_argument, "The JSON text has a number too large for a double.");
    }
    return refuse(errc::invalid_argument,
                  "The JSON text is malformed at byte " + std::to_string(position) + ".");
  }

  result<json> finish() && {
    if (failure_) return std::move(*failure_);
    return std::move(root_);
  }

 private:
  bool refuse(errc code, std::string sentence) {
    failure_.emplace(code, std::move(sentence));
    return false;
  }

  bool refuse_wide(const std::string& digits) {
    constexpr std::size_t most_shown = 48;
    const bool is_cut = digits.size() > most_shown;
    return refuse(errc::invalid_argument, "The JSON text has an integer beyond 64 bits, " +
                                              digits.substr(0, most_shown) + (is_cut ? "...; " : "; ") +
                                              "a string keeps all of its digits.");
  }

  bool count_value() {
    if (++values_ <= limits_.max_values) return true;
    return refuse(errc::too_large,
                  "The JSON text holds more than " + std::to_string(limits_.max_values) + " values.");
  }

  /// Where the next value belongs.
  json& place() {
    if (open_.empty()) return root_;
    if (open_.back()->is_object()) return *member_;
    return open_.back()->get_ref<json::array_t&>().emplace_back();
  }

  template <class Value>
  bool put(Value&& value) {
    if (!count_value()) return false;
    place() = std::forward<Value>(value);
    return true;
  }

  bool open(json container) {
    if (open_.size() >= limits_.max_depth) {
      return refuse(errc::too_large,
                    "The JSON text is nested deeper than " + std::to_string(limits_.max_depth) + " levels.");
    }
    if (!count_value()) return false;
    auto& here = place();
    here = std::move(container);
    open_.push_back(&here);  // stays valid: a container grows only while it is the innermost one
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  const json_limits& limits_;
  json root_;
  std::vector<json*> open_;
  json* member_ = nullptr;
  std::size_t values_ = 0;
  std::optional<error> failure_;
};

}  // namespace

result<json> parse_json(std::string_view text, const json_limits& limits) {
  if (text.size() > limits.max_bytes) {
    return error(errc::too_large,
                 "The JSON text is longer than " + std::to_string(limits.max_bytes) + " bytes.");
  }
  // Two things nlohmann's lexer lets pass: it skips a byte order mark, and takes a NUL for the end of the
  // text.
  if (text.starts_with("\xef\xbb\xbf")) {
    return error(errc::invalid_argument, "The JSON text starts with a byte order mark.");
  }
  if (text.find('\0') != std::string_view::npos) {
    return error(errc::invalid_argument, "The JSON text holds a NUL byte.");
  }
  builder receiver(limits);
  json::sax_parse(text, &receiver);
  return std::move(receiver).finish();
}

const json& member_of(const json& object, std::string_view name) noexcept {
  static const json absent;
  if (!object.is_object()) return absent;
  const auto found = object.find(name);
  return found == object.end() ? absent : *found;
}

std::string text_of(const json& object, std::string_view name) {
  const auto& found = member_of(object, name);
  return found.is_string() ? found.get<std::string>() : std::string();
}

}  // namespace carillon
