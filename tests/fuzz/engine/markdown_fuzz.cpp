// Markdown made HTML and plain text: the first line is the hostile value of a variable, the rest the
// template's words.
#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "base/json.hpp"
#include "engine/content/markdown_bounds.hpp"
#include "engine/content/markdown_html.hpp"
#include "engine/content/markdown_text.hpp"
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
  constexpr std::array plain{"p",   "em", "strong", "code", "pre", "blockquote", "ul", "ol",   "li",
                             "del", "h1", "h2",     "h3",   "h4",  "h5",         "h6", "br /", "hr /"};
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

bool links_are_known(std::string_view html) {
  for (const std::string_view attribute : {" href=\"", " src=\""}) {
    for (auto at = html.find(attribute); at != std::string_view::npos; at = html.find(attribute, at + 1)) {
      const auto address =
          html.substr(at + attribute.size(), html.find('"', at + attribute.size()) - at - attribute.size());
      const auto scheme = address.substr(0, address.find_first_of(":/?#"));
      const bool has_one = scheme.size() < address.size() && address[scheme.size()] == ':';
      std::string small(scheme);
      std::ranges::transform(small, small.begin(),
                             [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      if (has_one && small != "http" && small != "https" && small != "mailto" && small != "tel") return false;
    }
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
  const auto plain = engine::to_plain_text(rendered(words, value));
  demand(hostile.has_value() || input.size() > 100, "a short text has HTML");
  demand(plain.has_value() || input.size() > 100, "a short text is a text");
  demand(!plain || (is_valid_utf8(*plain) && plain->size() <= engine::longest_rendition),
         "the text is bounded UTF-8");
  if (!hostile) return;
  demand(hostile->size() <= engine::longest_rendition, "HTML is bounded");
  demand(is_valid_utf8(*hostile), "HTML is UTF-8");
  demand(has_own_tags_only(*hostile), "there are no tags but Markdown's");
  demand(links_are_known(*hostile), "links lead to the web, mail and telephones only");
  const auto harmless = engine::to_html(rendered(words, "v"));
  // An address made of the value may be one that is not linked.
  const bool is_plain_value = value.find_first_of(":&\r") == std::string_view::npos;
  demand(!is_plain_value || value.empty() || !harmless || tags_in(*hostile) == tags_in(*harmless),
         "a value makes no markup");
}

const registration here({.name = "markdown", .run = run});

}  // namespace
}  // namespace carillon::fuzz
