#include "engine/content/markdown_mrkdwn.hpp"

#include <algorithm>
#include <vector>

#include "engine/content/link_scheme.hpp"
#include "engine/content/markdown_lists.hpp"
#include "engine/content/markdown_parser.hpp"
#include "providers/plain_mrkdwn.hpp"

namespace carillon::engine {
namespace {

constexpr std::string_view no_width = "\xe2\x80\x8b";  // U+200B: a mark counts beside it, as at a word's end

bool ends_word(const std::string& text) noexcept {
  return text.empty() || text.back() == '\n' || text.back() == ' ';
}

class mrkdwn_writer final : public markdown_writer {
 public:
  void enter(const block_mark& block) override {
    switch (block.kind) {
      case block_kind::bullets:
      case block_kind::numbers:
        lists_.enter(block);
        gap_ = 1;
        break;
      case block_kind::item:
        begin_item();
        break;
      case block_kind::quote:
        ++quotes_;
        break;
      case block_kind::heading:
        begin();
        open('*', bold_);
        break;
      case block_kind::code:
        begin();
        out_ += "```\n";
        is_code_ = true;
        break;
      case block_kind::rule:
        begin();
        out_ += "\xe2\x80\x94\xe2\x80\x94\xe2\x80\x94";
        break;
      case block_kind::paragraph:
        break;
    }
  }

  void leave(const block_mark& block) override {
    switch (block.kind) {
      case block_kind::bullets:
      case block_kind::numbers:
        lists_.leave();
        gap_ = lists_.is_empty() ? 2 : 1;
        break;
      case block_kind::heading:
        close('*', bold_);
        gap_ = 1;
        break;
      case block_kind::item:
        gap_ = 1;
        break;
      case block_kind::code:
        if (!out_.ends_with('\n')) out_ += '\n';
        out_ += "```";
        is_code_ = false;
        gap_ = 2;
        break;
      case block_kind::quote:
        --quotes_;
        gap_ = 2;
        break;
      case block_kind::paragraph:
      case block_kind::rule:
        gap_ = 2;
        break;
    }
  }

  void enter(const span_mark& span) override {
    begin();
    switch (span.kind) {
      case span_kind::strong:
        return open('*', bold_);
      case span_kind::emphasis:
        return open('_', italic_);
      case span_kind::struck:
        return open('~', struck_);
      case span_kind::code:
        is_code_ = true;
        return open('`', ticked_);
      case span_kind::link:
      case span_kind::image:
        return open_link(span.address);
    }
  }

  void leave(span_kind span) override {
    switch (span) {
      case span_kind::strong:
        return close('*', bold_);
      case span_kind::emphasis:
        return close('_', italic_);
      case span_kind::struck:
        return close('~', struck_);
      case span_kind::code:
        is_code_ = false;
        return close('`', ticked_);
      case span_kind::link:
      case span_kind::image:
        if (links_.back()) out_ += '>';
        links_.pop_back();
        return;
    }
  }

  void words(std::string_view text) override {
    begin();
    if (has_closed_ && !text.empty() && text.front() != ' ' && text.front() != '\n') out_ += no_width;
    has_closed_ = false;
    out_ += is_code_ ? providers::escape_mrkdwn(text) : providers::as_mrkdwn(text);
  }

  void break_line(bool) override {
    has_closed_ = false;
    begin();
    new_line();
  }

 private:
  void new_line() {
    out_ += '\n';
    if (quotes_ > 0) out_ += "> ";
  }

  /// Lines between blocks, the last one a quote's where we are in one.
  void begin() {
    if (out_.empty()) {
      if (quotes_ > 0) out_ += "> ";
    } else if (gap_ > 0) {
      out_.append(gap_ - 1, '\n');
      new_line();
    }
    if (gap_ > 0) has_closed_ = false;
    gap_ = 0;
  }

  void begin_item() {
    gap_ = std::max<std::size_t>(gap_, 1);
    begin();
    out_ += lists_.marker();
  }

  /// Marks inside each other are written once, and none within a link's words.
  void open(char mark, std::size_t& depth) {
    if (depth++ > 0 || is_in_link()) return;
    if (!ends_word(out_)) out_ += no_width;
    out_ += mark;
    has_closed_ = false;
  }

  void close(char mark, std::size_t& depth) {
    if (--depth > 0 || is_in_link()) return;
    out_ += mark;
    has_closed_ = true;
  }

  bool is_in_link() const noexcept { return std::ranges::find(links_, true) != links_.end(); }

  void open_link(std::string_view address) {
    const bool is_shown = !address.empty() && !is_in_link() && may_be_linked(address);
    if (is_shown) {
      out_ += '<';
      for (const char c : address) {
        if (c == '|') {  // ends the address
          out_ += "%7C";
        } else {
          out_ += providers::escape_mrkdwn({&c, 1});
        }
      }
      out_ += '|';
      has_closed_ = false;
    }
    links_.push_back(is_shown);
  }

  std::size_t gap_ = 0;  ///< line breaks before what comes next
  markdown_lists lists_{4, "\xe2\x80\xa2 "};
  std::vector<bool> links_;  ///< those we are in; whether they are written as such
  std::size_t bold_ = 0, italic_ = 0, struck_ = 0, ticked_ = 0, quotes_ = 0;
  bool is_code_ = false;
  bool has_closed_ = false;  ///< a mark was closed just now
};

}  // namespace

result<std::string> to_mrkdwn(const liquid::rendered_text& markdown) {
  mrkdwn_writer writer;
  const auto done = write_markdown(markdown, writer);
  if (!done) return done.error();
  return std::move(writer.out());
}

}  // namespace carillon::engine
