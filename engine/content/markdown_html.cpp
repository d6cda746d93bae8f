#include "engine/content/markdown_html.hpp"

#include <vector>

#include "engine/content/link_scheme.hpp"
#include "engine/content/markdown_parser.hpp"

namespace carillon::engine {
namespace {

std::string_view tag_of(span_kind kind) noexcept {
  switch (kind) {
    case span_kind::emphasis:
      return "em";
    case span_kind::strong:
      return "strong";
    case span_kind::struck:
      return "del";
    case span_kind::code:
      return "code";
    case span_kind::link:
      return "a";
    case span_kind::image:
      return "img";
  }
  return "span";
}

bool stays_in_address(unsigned char c) noexcept {
  const bool is_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_word ||
         std::string_view("-_.~!*'(),;:/?@&=+$#%").find(static_cast<char>(c)) != std::string_view::npos;
}

class html_writer final : public markdown_writer {
 public:
  void enter(const block_mark& block) override {
    begin_line();
    switch (block.kind) {
      case block_kind::paragraph:
        out_ += "<p>";
        break;
      case block_kind::heading:
        out_.append("<h").append(std::to_string(block.number)).append(">");
        break;
      case block_kind::quote:
        out_ += "<blockquote>\n";
        break;
      case block_kind::bullets:
        out_ += "<ul>\n";
        break;
      case block_kind::numbers:
        out_ += block.number == 1 ? "<ol>\n" : "<ol start=\"" + std::to_string(block.number) + "\">\n";
        break;
      case block_kind::item:
        out_ += "<li>";
        break;
      case block_kind::code:
        enter_code(block.language);
        break;
      case block_kind::rule:
        out_ += "<hr />\n";
        break;
    }
  }

  void leave(const block_mark& block) override {
    switch (block.kind) {
      case block_kind::paragraph:
        out_ += "</p>\n";
        break;
      case block_kind::heading:
        out_.append("</h").append(std::to_string(block.number)).append(">\n");
        break;
      case block_kind::quote:
        begin_line();
        out_ += "</blockquote>\n";
        break;
      case block_kind::bullets:
        out_ += "</ul>\n";
        break;
      case block_kind::numbers:
        out_ += "</ol>\n";
        break;
      case block_kind::item:
        out_ += "</li>\n";
        break;
      case block_kind::code:
        out_ += "</code></pre>\n";
        break;
      case block_kind::rule:
        break;
    }
  }

  void enter(const span_mark& span) override {
    const bool is_link = span.kind == span_kind::link || span.kind == span_kind::image;
    // An image's words are its alt text, where no tag can be.
    const bool is_shown = alt_depth_ == 0 && (!is_link || may_be_linked(span.address));
    shown_.push_back(is_shown);
    if (is_shown) {
      out_.append("<").append(tag_of(span.kind));
      if (is_link) put_address(span);
      if (span.kind != span_kind::image) out_ += '>';
    }
    if (span.kind == span_kind::image && (is_shown || alt_depth_ > 0)) ++alt_depth_;
  }

  void leave(span_kind span) override {
    const bool is_shown = shown_.back();
    shown_.pop_back();
    if (span == span_kind::image && alt_depth_ > 0) --alt_depth_;
    if (!is_shown) return;
    if (span == span_kind::image) {
      out_.append("\"").append(title_).append(" />");
    } else {
      out_.append("</").append(tag_of(span)).append(">");
    }
  }

  void words(std::string_view text) override { escape(out_, text); }

  void break_line(bool is_hard) override { out_ += is_hard && alt_depth_ == 0 ? "<br />\n" : "\n"; }

 private:
  static void escape(std::string& out, std::string_view text) {
    for (const char c : text) {
      if (c == '<') {
        out += "&lt;";
      } else if (c == '>') {
        out += "&gt;";
      } else if (c == '&') {
        out += "&amp;";
      } else if (c == '"') {
        out += "&quot;";
      } else {
        out += c;
      }
    }
  }

  void begin_line() {
    if (!out_.empty() && out_.back() != '\n') out_ += '\n';
  }

  void enter_code(std::string_view language) {
    out_ += "<pre><code";
    language = language.substr(0, language.find_first_of(" \t\n"));
    if (!language.empty()) {
      out_ += " class=\"language-";
      escape(out_, language);
      out_ += '"';
    }
    out_ += '>';
  }

  /// The attributes; an image's are left open within its alt text.
  void put_address(const span_mark& span) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    out_ += span.kind == span_kind::image ? " src=\"" : " href=\"";
    for (const char c : span.address) {
      const auto byte = static_cast<unsigned char>(c);
      if (!stays_in_address(byte)) {
        out_.append("%").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
      } else if (c == '&') {
        out_ += "&amp;";
      } else if (c == '\'') {
        out_ += "&#39;";
      } else {
        out_ += c;
      }
    }
    out_ += '"';
    std::string title;
    if (!span.title.empty()) {
      title = " title=\"";
      escape(title, span.title);
      title += '"';
    }
    if (span.kind == span_kind::image) {
      title_ = std::move(title);
      out_ += " alt=\"";
    } else {
      out_ += title;
    }
  }

  std::vector<bool> shown_;    ///< of each span that is open: it has tags
  std::size_t alt_depth_ = 0;  ///< images inside each other; the outermost one's alt text is being written
  std::string title_;          ///< of that image, as an attribute
};

}  // namespace

result<std::string> to_html(const liquid::rendered_text& markdown) {
  html_writer writer;
  const auto done = write_markdown(markdown, writer);
  if (!done) return done.error();
  if (writer.out().ends_with('\n')) writer.out().pop_back();
  return std::move(writer.out());
}

}  // namespace carillon::engine
