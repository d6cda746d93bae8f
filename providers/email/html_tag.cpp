#include "providers/email/html_tag.hpp"

#include <algorithm>
#include <array>

#include "base/html_entity.hpp"
#include "base/utf8.hpp"

namespace carillon::providers::email {
namespace {

constexpr std::size_t most_attributes = 32;
constexpr std::string_view white = " \t\r\n\f";

constexpr auto known_tags = std::to_array<known_tag>({
    {"a", element::link},           {"address", element::division},
    {"article", element::division}, {"b", element::strong},
    {"blockquote", element::quote}, {"br", element::line_break},
    {"center", element::division},  {"cite", element::emphasis},
    {"code", element::code},        {"dd", element::division},
    {"del", element::struck},       {"div", element::division},
    {"dl", element::division},      {"dt", element::division},
    {"em", element::emphasis},      {"figcaption", element::division},
    {"figure", element::division},  {"footer", element::division},
    {"h1", element::heading, 1},    {"h2", element::heading, 2},
    {"h3", element::heading, 3},    {"h4", element::heading, 4},
    {"h5", element::heading, 5},    {"h6", element::heading, 6},
    {"header", element::division},  {"hr", element::rule},
    {"i", element::emphasis},       {"img", element::image},
    {"ins", element::underlined},   {"kbd", element::code},
    {"li", element::item},          {"main", element::division},
    {"ol", element::numbers},       {"p", element::paragraph},
    {"pre", element::preformatted}, {"s", element::struck},
    {"samp", element::code},        {"section", element::division},
    {"small", element::small},      {"strike", element::struck},
    {"strong", element::strong},    {"sub", element::subscript},
    {"sup", element::superscript},  {"table", element::table},
    {"td", element::cell},          {"th", element::heading_cell},
    {"tr", element::row},           {"tt", element::code},
    {"u", element::underlined},     {"ul", element::bullets},
});
static_assert(std::ranges::is_sorted(known_tags, {}, &known_tag::name));

constexpr auto hidden = std::to_array<std::string_view>(
    {"applet", "audio",   "canvas",   "embed",    "frameset", "head",   "iframe",
     "math",   "noembed", "noframes", "noscript", "object",   "script", "select",
     "style",  "svg",     "template", "textarea", "title",    "video",  "xmp"});

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

bool is_white(char c) noexcept {
  return white.find(c) != std::string_view::npos;
}

void skip_white(std::string_view& text) noexcept {
  text.remove_prefix(std::min(text.find_first_not_of(white), text.size()));
}

std::string take_name(std::string_view& text, std::string_view ends) {
  std::size_t end = 0;
  while (end < text.size() && !is_white(text[end]) && ends.find(text[end]) == std::string_view::npos) ++end;
  std::string out(text.substr(0, end));
  std::ranges::transform(out, out.begin(), lower);
  text.remove_prefix(end);
  return out;
}

void put_shown(std::string& out, char32_t c) {
  const bool is_control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0);
  if (!is_control) append_code_point(out, c);
}

/// Behind the equals sign. Nothing when a quote does not end.
std::optional<std::string_view> take_value(std::string_view& text) noexcept {
  skip_white(text);
  if (text.empty()) return std::nullopt;
  const char quote = text.front();
  if (quote != '"' && quote != '\'') {
    const auto end = std::min(text.find_first_of(" \t\r\n\f>"), text.size());
    const auto value = text.substr(0, end);
    text.remove_prefix(end);
    return value;
  }
  const auto end = text.find(quote, 1);
  if (end == std::string_view::npos) return std::nullopt;
  const auto value = text.substr(1, end - 1);
  text.remove_prefix(end + 1);
  return value;
}

}  // namespace

std::string_view html_tag::attribute(std::string_view of) const noexcept {
  const auto found =
      std::ranges::find(attributes, of, [](const auto& each) { return std::string_view(each.first); });
  return found == attributes.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<html_tag> take_tag(std::string_view& text) {
  const auto unended = [&] {
    text = {};
    return std::nullopt;
  };
  html_tag tag;
  tag.is_closing = text.substr(1).starts_with('/');
  text.remove_prefix(tag.is_closing ? 2 : 1);
  tag.name = take_name(text, "/>");
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n\f/"), text.size()));
    if (text.empty()) return unended();
    if (text.front() == '>') break;
    // A name may begin with the equals sign, in HTML.
    const bool is_odd = text.front() == '=';
    if (is_odd) text.remove_prefix(1);
    auto name = take_name(text, "/>=");
    skip_white(text);
    std::string value;
    if (text.starts_with('=')) {
      text.remove_prefix(1);
      const auto raw = take_value(text);
      if (!raw) return unended();
      if (tag.attributes.size() < most_attributes) value = decoded(*raw);
    }
    if (!is_odd && tag.attributes.size() < most_attributes)
      tag.attributes.emplace_back(std::move(name), std::move(value));
  }
  text.remove_prefix(1);
  return tag;
}

const known_tag* find_known_tag(std::string_view name) noexcept {
  const auto* const found = std::ranges::lower_bound(known_tags, name, {}, &known_tag::name);
  return found != known_tags.end() && found->name == name ? found : nullptr;
}

bool is_hidden_content(std::string_view name) noexcept {
  return std::ranges::binary_search(hidden, name);
}

std::string decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    if (const auto found = leading_entity(text)) {
      text.remove_prefix(found->length);
      put_shown(out, found->character);
    } else {
      put_shown(out, take_code_point(text));
    }
  }
  return out;
}

std::string without_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) put_shown(out, take_code_point(text));
  return out;
}

}  // namespace carillon::providers::email
