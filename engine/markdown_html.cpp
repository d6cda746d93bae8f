#include "engine/markdown_html.hpp"

#include <cmark.h>

#include <charconv>
#include <cstdlib>
#include <memory>

namespace carillon::engine {
namespace {

// A value stands in the Markdown as one "word" that means nothing to the parser, and is put in its place when
// the text was taken apart: no escaping could be right in headings, code and addresses alike.
constexpr std::string_view opening = "\xee\x80\x80", closing = "\xee\x80\x81";  // U+E000, U+E001: private use
constexpr std::string_view replacement = "\xef\xbf\xbd";                        // U+FFFD

struct node_freer {
  void operator()(cmark_node* node) const noexcept { cmark_node_free(node); }
  void operator()(cmark_iter* walk) const noexcept { cmark_iter_free(walk); }
  void operator()(char* text) const noexcept { std::free(text); }
};
using owned_node = std::unique_ptr<cmark_node, node_freer>;

/// The template's own words, none of which looks like a value's place.
void append_words(std::string& out, std::string_view words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto rest = words.substr(at);
    if (rest.starts_with(opening) || rest.starts_with(closing)) {
      out += replacement;
      at += opening.size() - 1;
    } else {
      out += words[at];
    }
  }
}

std::string with_places(const liquid::rendered_text& markdown) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t index = 0; index < markdown.values.size(); ++index) {
    const auto& value = markdown.values[index];
    append_words(out, std::string_view(markdown.text).substr(done, value.at - done));
    out.append(opening).append(std::to_string(index)).append(closing);
    done = value.at + value.length;
  }
  append_words(out, std::string_view(markdown.text).substr(done));
  return out;
}

class document {
 public:
  explicit document(const liquid::rendered_text& markdown) : markdown_(markdown) {
    const auto text = with_places(markdown);
    root_.reset(cmark_parse_document(text.data(), text.size(), options));
  }

  void put_values() {
    // Collected first: a walk must not lose the ground under its feet.
    std::vector<cmark_node*> nodes;
    const std::unique_ptr<cmark_iter, node_freer> walk(cmark_iter_new(root_.get()));
    while (cmark_iter_next(walk.get()) != CMARK_EVENT_DONE) {
      if (cmark_iter_get_event_type(walk.get()) == CMARK_EVENT_ENTER)
        nodes.push_back(cmark_iter_get_node(walk.get()));
    }
    for (auto* const node : nodes) put_values(node);
  }

  std::string to_html() const {
    const std::unique_ptr<char, node_freer> html(cmark_render_html(root_.get(), options));
    std::string out(html.get());
    if (out.ends_with('\n')) out.pop_back();
    return out;
  }

 private:
  static constexpr int options = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8;  // "safe" is the default

  void put_values(cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_TEXT:
      case CMARK_NODE_HTML_INLINE:
        put_lines(node, filled(cmark_node_get_literal(node)));
        break;
      case CMARK_NODE_HTML_BLOCK:
        put_block(node);
        break;
      case CMARK_NODE_CODE_BLOCK:
        cmark_node_set_fence_info(node, filled(cmark_node_get_fence_info(node)).c_str());
        [[fallthrough]];
      case CMARK_NODE_CODE:
        cmark_node_set_literal(node, filled(cmark_node_get_literal(node)).c_str());
        break;
      case CMARK_NODE_LINK:
      case CMARK_NODE_IMAGE:  // the writer of HTML leaves out an address that is dangerous by now
        cmark_node_set_url(node, filled(cmark_node_get_url(node)).c_str());
        cmark_node_set_title(node, filled(cmark_node_get_title(node)).c_str());
        break;
      default:
        break;
    }
  }

  /// `text` in the place of an inline node.
  static void put_lines(cmark_node* node, std::string_view text) {
    while (true) {
      const auto end = text.find('\n');
      auto* const words = cmark_node_new(CMARK_NODE_TEXT);
      cmark_node_set_literal(words, std::string(text.substr(0, end)).c_str());
      cmark_node_insert_before(node, words);
      if (end == std::string_view::npos) break;
      cmark_node_insert_before(node, cmark_node_new(CMARK_NODE_LINEBREAK));
      text.remove_prefix(end + 1);
    }
    cmark_node_unlink(node);
    cmark_node_free(node);
  }

  /// The HTML as a paragraph that shows it.
  void put_block(cmark_node* node) const {
    auto text = filled(cmark_node_get_literal(node));
    if (text.ends_with('\n')) text.pop_back();
    auto* const paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH);
    auto* const place = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node_append_child(paragraph, place);
    cmark_node_replace(node, paragraph);
    cmark_node_free(node);
    put_lines(place, text);
  }

  /// With the values where their places were.
  std::string filled(const char* text) const {
    std::string out;
    std::string_view rest(text ? text : "");
    while (true) {
      const auto from = rest.find(opening);
      out += rest.substr(0, from);
      if (from == std::string_view::npos) return out;
      rest.remove_prefix(from + opening.size());
      const auto to = rest.find(closing);
      out += value_of(rest.substr(0, to));
      rest.remove_prefix(to == std::string_view::npos ? rest.size() : to + closing.size());
    }
  }

  /// Without what cannot be in a literal. Nothing when there is no such place: an entity may spell one.
  std::string value_of(std::string_view number) const {
    std::size_t index = markdown_.values.size();
    std::from_chars(number.data(), number.data() + number.size(), index);
    if (index >= markdown_.values.size()) return {};
    const auto& place = markdown_.values[index];
    auto value = markdown_.text.substr(place.at, place.length);
    std::erase_if(value, [](char c) { return c == '\r' || c == '\0'; });
    return value;
  }

  const liquid::rendered_text& markdown_;
  owned_node root_;
};

}  // namespace

result<std::string> to_html(const liquid::rendered_text& markdown) {
  if (markdown.text.size() > longest_markdown) {
    return error(errc::too_large,
                 "of more than " + std::to_string(longest_markdown) + " bytes of Markdown no HTML is made");
  }
  document made(markdown);
  made.put_values();
  return made.to_html();
}

}  // namespace carillon::engine
