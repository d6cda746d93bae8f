// Reads what a template made as Markdown (CommonMark, and ~~struck out~~) and tells a writer what it is made
// of, word by word: HTML and plain text are two writers. The one place that knows md4c. Within the bounds of
// engine/markdown_bounds whatever the text says. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "liquid/program.hpp"

namespace carillon::engine {

enum class block_kind {
  paragraph,
  heading,
  quote,
  bullets,  ///< a list
  numbers,  ///< a numbered list
  item,
  code,
  rule,  ///< a line across; empty
};
struct block_mark {
  block_kind kind = block_kind::paragraph;
  unsigned number = 0;   ///< a heading's level, a list's first number
  std::string language;  ///< of code; may be empty
};

enum class span_kind { emphasis, strong, struck, code, link, image };
struct span_mark {
  span_kind kind = span_kind::emphasis;
  std::string address, title;  ///< of links and images, as the reader of the text would type them
};

/// What is written to `out()`: a writer lives for one text.
class markdown_writer {
 public:
  virtual ~markdown_writer() = default;
  virtual void enter(const block_mark& block) = 0;
  virtual void leave(const block_mark& block) = 0;
  virtual void enter(const span_mark& span) = 0;
  virtual void leave(span_kind span) = 0;
  /// Text as it is: no entities, no marks. May hold line breaks in code only.
  virtual void words(std::string_view text) = 0;
  virtual void break_line(bool is_hard) = 0;

  std::string& out() noexcept { return out_; }

 protected:
  std::string out_;
};

/// The template's own words are Markdown; values are text, whatever they hold, and keep their line breaks.
/// HTML is text as it is written. too_large names the bound that was reached: what was written is of no use.
result<void> write_markdown(const liquid::rendered_text& made, markdown_writer& writer);

}  // namespace carillon::engine
