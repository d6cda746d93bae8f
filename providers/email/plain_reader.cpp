#include "providers/email/plain_reader.hpp"

#include <algorithm>

#include "providers/email/html_tag.hpp"
#include "providers/email/link_address.hpp"

namespace carillon::providers::email {
namespace {

/// The line without its end, which is taken too.
std::string_view take_line(std::string_view& text) noexcept {
  const auto end = std::min(text.find_first_of("\r\n"), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(end);
  text.remove_prefix(text.starts_with("\r\n") ? 2 : std::min<std::size_t>(1, text.size()));
  return line;
}

bool is_blank(std::string_view line) noexcept {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

void put_link(std::string_view shown, content_sink& to) {
  auto address = link_address(shown);
  if (!address) {
    to.text(shown);
    return;
  }
  to.open(element::link, {.address = std::move(*address)});
  to.text(shown);
  to.close(element::link);
}

/// False when the sink is full before its end.
bool put_line(std::string_view line, content_sink& to) {
  std::size_t from = 0;  // where a URL may begin
  while (!line.empty()) {
    const auto at = line.find("http", from);
    if (at == std::string_view::npos) break;
    const auto length = length_of_url(line.substr(at));
    if (length == 0) {
      from = at + 1;
      continue;
    }
    if (at > 0) to.text(line.substr(0, at));
    put_link(line.substr(at, length), to);
    line.remove_prefix(at + length);
    from = 0;
    if (to.is_full()) return line.empty();
  }
  if (!line.empty()) to.text(line);
  return true;
}

}  // namespace

bool read_plain(std::string_view text, content_sink& to) {
  bool is_open = false, is_all = true;
  while (!text.empty() && !to.is_full()) {
    const auto line = take_line(text);
    if (is_blank(line)) {
      if (is_open) to.close(element::paragraph);
      is_open = false;
      continue;
    }
    is_open ? to.open(element::line_break, {}) : to.open(element::paragraph, {});
    is_open = true;
    is_all = put_line(without_controls(line), to);
  }
  if (is_open) to.close(element::paragraph);
  return is_all && text.empty();
}

}  // namespace carillon::providers::email
