#include "providers/email/html_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "providers/email/html_tag.hpp"
#include "providers/email/link_address.hpp"
#include "providers/text_cluster.hpp"

namespace carillon::providers::email {
namespace {

constexpr std::size_t most_depth = 48;
constexpr std::size_t most_description = 500;  // bytes
constexpr std::string_view white = " \t\r\n\f";

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool begins_tag(std::string_view text) noexcept {
  const std::size_t name = text.substr(1).starts_with('/') ? 2 : 1;
  return text.size() > name && is_letter(text[name]);
}

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(white) == std::string_view::npos;
}

bool is_cell(element of) noexcept {
  return of == element::cell || of == element::heading_cell;
}

bool is_list(element of) noexcept {
  return of == element::bullets || of == element::numbers;
}

/// The number that begins the text, within bounds; `otherwise` when there is none.
unsigned number_of(std::string_view text, unsigned least, unsigned most, unsigned otherwise) noexcept {
  unsigned value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_percentage = parsed.ptr != text.data() + text.size() && *parsed.ptr == '%';
  return parsed.ec == std::errc() && !is_percentage && value >= least && value <= most ? value : otherwise;
}

/// Keeps what is open, so that what goes into the sink is well nested.
class nesting {
 public:
  explicit nesting(content_sink& to) : to_(to) {}

  void open(element kind, const attributes& with) {
    if (is_block(kind)) close_within(element::paragraph);
    if (kind == element::item) enter_list();
    if (kind == element::row) return enter_row();
    if (is_cell(kind)) return enter_cell(kind, with);
    enter_any_cell();
    if (kind == element::link) close_within(element::link);
    // In a cell of a table that is a link itself: no link is in another.
    if (kind == element::link && std::ranges::find(open_, element::link) != open_.end()) return;
    if (is_void(kind)) return to_.open(kind, with);
    push(kind, with);
  }

  void close(element kind) {
    const bool is_of_table = kind == element::table || kind == element::row || is_cell(kind);
    for (auto at = open_.size(); at-- > 0;) {
      if (open_[at] == kind) return pop_to(at);
      if (!is_of_table && is_cell(open_[at])) return;
      if (is_of_table && kind != element::table && open_[at] == element::table) return;
    }
  }

  void text(std::string_view words) {
    if (is_between_cells() && is_blank(words)) return;
    enter_any_cell();
    to_.text(words);
  }

  void close_all() { pop_to(0); }

 private:
  bool is_between_cells() const noexcept {
    return !open_.empty() && (open_.back() == element::table || open_.back() == element::row);
  }

  void push(element kind, const attributes& with) {
    if (open_.size() >= most_depth) return;
    open_.push_back(kind);
    to_.open(kind, with);
  }

  void pop_to(std::size_t depth) {
    while (open_.size() > depth) {
      to_.close(open_.back());
      open_.pop_back();
    }
  }

  /// Ends an open one, unless something that may hold another lies between.
  void close_within(element kind) {
    for (auto at = open_.size(); at-- > 0;) {
      if (open_[at] == kind) return pop_to(at);
      if (is_cell(open_[at]) || (kind != element::link && is_block(open_[at]))) return;
    }
  }

  void enter_list() {
    for (auto at = open_.size(); at-- > 0;) {
      if (open_[at] == element::item) return pop_to(at);
      if (is_list(open_[at])) return;
      if (is_cell(open_[at])) break;
    }
    enter_any_cell();
    push(element::bullets, {});
  }

  void enter_row() {
    close(element::row);
    while (!open_.empty() && open_.back() != element::table) {
      if (std::ranges::find(open_, element::table) == open_.end()) return;
      pop_to(open_.size() - 1);
    }
    if (!open_.empty()) push(element::row, {});
  }

  void enter_cell(element kind, const attributes& with) {
    if (std::ranges::find(open_, element::table) == open_.end()) return;
    for (auto at = open_.size(); at > 0 && open_[at - 1] != element::table; --at) {
      if (is_cell(open_[at - 1])) {
        pop_to(at - 1);
        break;
      }
    }
    if (!is_between_cells()) return;
    if (open_.back() == element::table) push(element::row, {});
    push(kind, with);
  }

  /// What stands in a table stands in a cell.
  void enter_any_cell() {
    if (is_between_cells()) enter_cell(element::cell, {});
  }

  content_sink& to_;
  std::vector<element> open_;
};

attributes attributes_of(const html_tag& tag, const known_tag& known) {
  attributes out;
  out.number = known.number;
  switch (known.kind) {
    case element::link:
      out.address = link_address(tag.attribute("href")).value_or(std::string());
      break;
    case element::image:
      out.address = image_address(tag.attribute("src")).value_or(std::string());
      out.description = tag.attribute("alt");
      out.description.resize(
          cluster_boundary(out.description, std::min(out.description.size(), most_description)));
      out.width = number_of(tag.attribute("width"), 1, 4000, 0);
      break;
    case element::numbers:
      out.number = number_of(tag.attribute("start"), 0, 999'999, 1);
      break;
    case element::cell:
    case element::heading_cell:
      out.columns = number_of(tag.attribute("colspan"), 1, 100, 1);
      out.rows = number_of(tag.attribute("rowspan"), 1, 100, 1);
      break;
    default:
      break;
  }
  return out;
}

/// To behind "</name", whose tag is read by the next step. All of the rest when it does not end.
void skip_content(std::string_view& text, std::string_view name) noexcept {
  for (auto at = text.find("</"); at != std::string_view::npos; at = text.find("</", at + 2)) {
    const auto found = text.substr(at + 2, name.size());
    const bool is_end = std::ranges::equal(
        found, name, {}, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    if (is_end) return text.remove_prefix(at);
  }
  text = {};
}

void read_tag(std::string_view& html, nesting& to) {
  const auto tag = take_tag(html);
  if (!tag) return;
  if (is_hidden_content(tag->name)) {
    if (!tag->is_closing) skip_content(html, tag->name);
    return;
  }
  const auto* const known = find_known_tag(tag->name);
  if (!known) return;
  if (!tag->is_closing) return to.open(known->kind, attributes_of(*tag, *known));
  if (!is_void(known->kind)) to.close(known->kind);
}

std::size_t length_of_name(std::string_view text) noexcept {
  const auto* const end = std::ranges::find_if_not(
      text, [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; });
  return static_cast<std::size_t>(end - text.begin());
}

bool is_tag_name(std::string_view given) {
  constexpr std::size_t longest = 10;  // blockquote, figcaption
  if (given.size() > longest) return false;
  std::string name(given);
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  constexpr auto transparent = std::to_array<std::string_view>({"html", "body", "span", "font"});
  return find_known_tag(name) || is_hidden_content(name) ||
         std::ranges::find(transparent, name) != transparent.end();
}

/// Comments, declarations and processing instructions.
void skip_remark(std::string_view& html) noexcept {
  const std::string_view end = html.starts_with("<!--") ? "-->" : ">";
  const auto at = html.find(end, end.size() == 3 ? 4 : 0);
  html.remove_prefix(at == std::string_view::npos ? html.size() : at + end.size());
}

}  // namespace

bool is_html(std::string_view text) noexcept {
  for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    if (!begins_tag(text.substr(at))) continue;
    auto rest = text.substr(at + (text[at + 1] == '/' ? 2 : 1));
    const auto end = length_of_name(rest);
    if (!is_tag_name(rest.substr(0, end))) continue;
    rest.remove_prefix(end);
    rest.remove_prefix(std::min(rest.find_first_not_of(white), rest.size()));
    if (rest.starts_with('>') || rest.starts_with("/>")) return true;
    const auto attribute = length_of_name(rest);
    if (attribute > 0 && rest.substr(attribute).starts_with('=')) return true;
  }
  return false;
}

bool read_html(std::string_view html, content_sink& to) {
  nesting inside(to);
  while (!html.empty() && !to.is_full()) {
    if (html.starts_with("<!") || html.starts_with("<?")) {
      skip_remark(html);
    } else if (html.front() == '<' && begins_tag(html)) {
      read_tag(html, inside);
    } else {
      const auto end = std::min(html.find('<', 1), html.size());
      inside.text(decoded(html.substr(0, end)));
      html.remove_prefix(end);
    }
  }
  inside.close_all();
  return html.empty();
}

}  // namespace carillon::providers::email
