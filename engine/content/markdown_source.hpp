// What a template made, ready for a Markdown parser: each value stands in it as one "word" that means nothing
// to the parser, and is put in its place when the text was taken apart. No escaping could be right in
// headings, code and addresses alike. Used by engine/markdown_parser. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "liquid/program.hpp"

namespace carillon::engine {

class markdown_source {
 public:
  /// `made` outlives it.
  explicit markdown_source(const liquid::rendered_text& made);

  const std::string& text() const noexcept { return text_; }
  /// A piece of the text with the values where their places were, without what no text may hold (NUL, CR).
  std::string filled(std::string_view piece) const;

 private:
  using stretch = liquid::rendered_text::stretch;

  std::string value_of(std::string_view number) const;

  const std::string& made_;
  std::vector<stretch> values_;
  std::string text_;
};

}  // namespace carillon::engine
