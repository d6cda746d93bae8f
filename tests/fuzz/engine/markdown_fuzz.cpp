// Markdown made HTML: the first line is the hostile value of a variable, the rest the template's words.
#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "engine/markdown_html.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

constexpr std::string_view place = "{x}";

liquid::rendered_text rendered(std::string_view words, std::string_view value) {
  liquid::rendered_text out;
  for (auto at = words.find(place); at != std::string_view::npos; at = words.find(place)) {
    out.text += words.substr(0, at);
    if (!value.empty()) out.values.push_back({out.text.size(), value.size()});
    out.text += value;
    words.remove_prefix(at + place.size());
  }
  out.text += words;
  return out;
}

/// Every tag is one that Markdown makes, and none has more than its own attributes.
bool has_own_tags_only(std::string_view html) {
  constexpr std::array plain{"p",  "em", "strong", "code", "pre", "blockquote", "ul",   "ol",  "li",
                             "h1", "h2", "h3",     "h4",   "h5",  "h6",         "br /", "hr /"};
  constexpr std::array with_attributes{"a href=\"", "img src=\"", "code class=\"language-", "ol start=\""};
  for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    auto tag = html.substr(at + 1, html.find('>', at) - at - 1);
    if (tag.starts_with('/')) tag.remove_prefix(1);
    const bool is_known =
        tag == "a" || std::ranges::find(plain, tag) != plain.end() ||
        std::ranges::any_of(with_attributes, [&](std::string_view start) { return tag.starts_with(start); });
    if (!is_known || std::ranges::count(tag, '"') > 6) return false;
  }
  return true;
}

std::size_t tags_in(std::string_view html) {
  return static_cast<std::size_t>(std::ranges::count(html, '<'));
}

void run(std::string_view input) {
  if (!is_valid_utf8(input)) return;  // JSON and templates are
  const auto [value, words] = first_line(input);
  const auto hostile = engine::to_html(rendered(words, value));
  demand(hostile.has_value() || input.size() > 1000, "a short text has HTML");
  if (!hostile) return;
  demand(is_valid_utf8(*hostile), "HTML is UTF-8");
  demand(has_own_tags_only(*hostile), "there are no tags but Markdown's");
  for (const auto* address :
       {"href=\"javascript:", "src=\"javascript:", "href=\"data:text", "href=\"vbscript:"})
    demand(hostile->find(address) == std::string::npos, "no address runs something");
  const auto harmless = engine::to_html(rendered(words, "v"));
  const auto has_one_line = value.find('\r') == std::string_view::npos;
  demand(!has_one_line || value.empty() || tags_in(*hostile) == tags_in(*harmless),
         "a value makes no markup");
}

const registration here({.name = "markdown", .run = run});

}  // namespace
}  // namespace carillon::fuzz
