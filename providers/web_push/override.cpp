#include "providers/web_push/override.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace carillon::providers::web_push {
namespace {

constexpr std::size_t longest_topic = 32;
constexpr auto urgencies = std::to_array<std::string_view>({"very-low", "low", "normal", "high"});

std::string lower(std::string_view key) {
  std::string out(key);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool is_base64url(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
}

override_check read_ttl(const json& value, header_overrides& into) {
  std::int64_t seconds = -1;
  if (value.is_number_integer()) seconds = value.get<std::int64_t>();
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) seconds = -1;
  }
  if (seconds < 0 || seconds > longest_ttl)
    return override_fault{"ttl", "should be a number of seconds, 0 to " + std::to_string(longest_ttl)};
  into.ttl = seconds;
  return std::nullopt;
}

override_check read_header(const std::string& name, const json& value, header_overrides& into) {
  if (name == "ttl") return read_ttl(value, into);
  const auto text = value.is_string() ? value.get<std::string>() : std::string();
  if (name == "urgency") {
    if (std::ranges::find(urgencies, text) == urgencies.end())
      return override_fault{name, "should be one of: very-low, low, normal, high"};
    into.urgency = text;
    return std::nullopt;
  }
  if (text.empty() || text.size() > longest_topic || !is_base64url(text))
    return override_fault{name, "should have 1 to 32 characters of base64url"};
  into.topic = text;
  return std::nullopt;
}

}  // namespace

bool is_header_name(std::string_view key) noexcept {
  constexpr std::size_t longest = 7;
  if (key.size() > longest) return false;
  const auto name = lower(key);
  return name == "ttl" || name == "urgency" || name == "topic";
}

override_check read_headers(const json& given, header_overrides& into) {
  for (const auto& [key, value] : given.items()) {
    if (!is_header_name(key)) continue;
    if (auto broken = read_header(lower(key), value, into)) return broken;
  }
  return std::nullopt;
}

override_check check_override(const json& given) {
  header_overrides read;
  return read_headers(given, read);
}

}  // namespace carillon::providers::web_push
