#include "engine/content/markdown_text.hpp"

#include <algorithm>

#include "engine/content/markdown_lists.hpp"
#include "engine/content/markdown_parser.hpp"

namespace carillon::engine {
namespace {

class text_writer final : public markdown_writer {
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
      default:
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
      case block_kind::item:
        gap_ = 1;
        break;
      case block_kind::code:
        if (out_.ends_with('\n')) out_.pop_back();
        gap_ = 2;
        break;
      default:
        gap_ = 2;
        break;
    }
  }

  void enter(const span_mark&) override {}
  void leave(span_kind) override {}

  void words(std::string_view text) override {
    begin();
    out_ += text;
  }

  void break_line(bool) override {
    begin();
    out_ += '\n';
  }

 private:
  void begin() {
    if (!out_.empty()) out_.append(gap_, '\n');
    gap_ = 0;
  }

  void begin_item() {
    gap_ = std::max<std::size_t>(gap_, 1);
    begin();
    out_ += lists_.marker();
  }

  std::size_t gap_ = 0;  ///< line breaks before what comes next
  markdown_lists lists_{2, "- "};
};

}  // namespace

result<std::string> to_plain_text(const liquid::rendered_text& markdown) {
  text_writer writer;
  const auto done = write_markdown(markdown, writer);
  if (!done) return done.error();
  return std::move(writer.out());
}

}  // namespace carillon::engine
