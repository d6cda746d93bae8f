#include "net/h1/h1_response_head.hpp"

#include <charconv>

#include "net/h1/h1_framing.hpp"
#include "net/h1/h1_grammar.hpp"

namespace carillon::net {

namespace {

/// Digits and nothing else.
std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// "HTTP/1.1 200 OK"; the reason, and the space before it, may be missing.
bool read_status_line(std::string_view line, h1_response_head& head) {
  const auto version = take_until(line, " ");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return false;
  head.is_closing = version == "HTTP/1.0";
  const auto digits = take_until(line, " ");
  const auto status = whole_number(digits);
  if (digits.size() != 3 || !status || *status < 100 || *status > 599 || *status == 101) return false;
  head.status = static_cast<int>(*status);
  return std::ranges::all_of(line, is_value_char);
}

/// "timeout=5, max=100"
std::optional<std::chrono::seconds> keep_alive_of(std::string_view list) {
  while (!list.empty()) {
    auto member = trimmed(take_until(list, ","));
    if (!equals_ignoring_case(trimmed(take_until(member, "=")), "timeout")) continue;
    const auto seconds = whole_number(trimmed(member));
    if (seconds && *seconds < 86'400) return std::chrono::seconds(*seconds);
  }
  return std::nullopt;
}

bool read_field(std::string_view line, h1_response_head& head) {
  if (line.front() == ' ' || line.front() == '\t' || line.find(':') == line.npos) return false;
  const auto name = take_until(line, ":");
  if (!is_token(name) || !std::ranges::all_of(line, is_value_char)) return false;
  const auto value = trimmed(line);
  head.fields.emplace_back(name, value);
  if (equals_ignoring_case(name, "content-length")) {
    if (head.content_length) return false;
    head.content_length = whole_number(value);
    return head.content_length.has_value();
  }
  if (equals_ignoring_case(name, "transfer-encoding"))
    return !std::exchange(head.is_chunked, true) && equals_ignoring_case(value, "chunked");
  if (equals_ignoring_case(name, "connection") && has_list_member(value, "close")) head.is_closing = true;
  if (equals_ignoring_case(name, "keep-alive")) head.keep_alive = keep_alive_of(value);
  return true;
}

}  // namespace

std::optional<h1_response_head> inspect_response_head(std::string_view text) {
  h1_response_head head;
  const bool is_old = text.starts_with("HTTP/1.0");
  if (!read_status_line(take_until(text, "\r\n"), head)) return std::nullopt;
  while (!text.empty()) {
    const auto line = take_until(text, "\r\n");
    if (line.empty()) break;
    if (head.fields.size() >= max_header_lines || !read_field(line, head)) return std::nullopt;
  }
  if (head.is_chunked && (head.content_length || is_old)) return std::nullopt;
  return head;
}

}  // namespace carillon::net
