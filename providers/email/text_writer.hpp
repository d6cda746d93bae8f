// The content of a mail as plain text, for the part beside the HTML: what it says, in lines of at most 72
// characters where words allow. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "providers/email/content_sink.hpp"

namespace carillon::providers::email {

class text_writer final : public content_sink {
 public:
  void open(element kind, const attributes& with) override;
  void close(element kind) override;
  void text(std::string_view words) override;
  /// The HTML beside it says when.
  bool is_full() const noexcept override { return false; }

  /// Ends in a line end unless empty.
  std::string take();

 private:
  /// What stands before the lines of a list's item or a quote.
  struct margin {
    std::string first;  ///< before the first line, once
    std::string rest;
  };
  struct list {
    bool is_numbered = false;
    unsigned next = 1;
  };

  void put_word(std::string_view word);
  void begin_line();
  void end_line();
  void end_block();
  void put_preformatted(std::string_view words);
  std::string bullet();
  void underline(char with);

  std::string out_;
  std::string line_;          ///< without its margin
  std::size_t columns_ = 0;   ///< of line_, in characters
  bool is_gap_ = false;       ///< white space came since the last word
  bool needs_blank_ = false;  ///< before what comes next
  std::size_t preformatted_ = 0;
  std::vector<margin> margins_;
  std::vector<list> lists_;
  std::vector<unsigned> headings_;
  std::string address_;  ///< of the open link
  std::string linked_;   ///< its words
};

}  // namespace carillon::providers::email
