#include "providers/mailgun/override.hpp"

#include <algorithm>
#include <array>

namespace carillon::providers::mailgun {
namespace {

constexpr std::array<std::string_view, 6> kept{"to", "cc", "bcc", "recipient-variables", "v:nid", "v:did"};

bool is_value(const json& value) noexcept {
  return value.is_string() || value.is_boolean() || value.is_number() || value.is_null();
}

std::string text_of_value(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  return dump_json(value);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return out;
}

/// A header of ours, or one that names recipients.
bool is_kept_header(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 8> ours{"h:to",
                                                 "h:cc",
                                                 "h:bcc",
                                                 "h:message-id",
                                                 "h:sender",
                                                 "h:from",
                                                 "h:list-unsubscribe",
                                                 "h:list-unsubscribe-post"};
  return std::ranges::find(ours, name) != ours.end();
}

}  // namespace

override_check check_override(const json& given) {
  for (const auto& [name, value] : given.items()) {
    const auto small = lower(name);
    if (std::ranges::find(kept, small) != kept.end() || is_kept_header(small))
      return override_fault{name, "should not be given: it is the message's own"};
    if (name.empty() || name.size() > 128 || !is_header_text(name))
      return override_fault{"", "should have names of 1 to 128 bytes, without line ends"};
    const bool is_list = value.is_array() && std::ranges::all_of(value, is_value);
    if (!is_list && !is_value(value))
      return override_fault{name, "should be a text, a number, a boolean or a list of these"};
    const bool is_header = small.starts_with("h:") || small == "from" || small == "subject";
    for (const auto& each : field_values(value)) {
      if (is_header && !is_header_text(each)) return override_fault{name, "should be one line"};
    }
  }
  return std::nullopt;
}

std::vector<std::string> field_values(const json& value) {
  std::vector<std::string> out;
  if (value.is_array()) {
    for (const auto& each : value) {
      if (!each.is_null()) out.push_back(text_of_value(each));
    }
  } else if (!value.is_null()) {
    out.push_back(text_of_value(value));
  }
  return out;
}

}  // namespace carillon::providers::mailgun
