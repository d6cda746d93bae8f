// The content of a mail as HTML that mail programs of all kinds show alike (email.md 2.2): styles stand on
// the elements, spacing on cells, as many programs keep no style sheet. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "providers/email/content_sink.hpp"

namespace carillon::providers::email {

/// Text as HTML has it, in content and in quoted attributes.
void append_html_escaped(std::string& out, std::string_view text);

class html_writer final : public content_sink {
 public:
  /// Full at so many bytes; what is open then may add a little.
  explicit html_writer(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  void open(element kind, const attributes& with) override;
  void close(element kind) override;
  void text(std::string_view words) override { put(words); }
  bool is_full() const noexcept override { return out_.size() >= most_bytes_ || is_cut_; }

  /// As text(); what was put of it.
  std::string_view put(std::string_view words);

  std::string take() { return std::move(out_); }
  /// Text was left out for its size.
  bool is_cut() const noexcept { return is_cut_; }

 private:
  void put_image(const attributes& with);
  void put_words(std::string_view words);
  void end_link();

  std::size_t most_bytes_;
  bool is_cut_ = false;
  std::string out_;
  std::vector<unsigned> headings_;  ///< levels of the open ones
  std::size_t run_ = 0;             ///< ASCII characters since anything a line may be broken at
  std::string link_;                ///< address of the open one; empty: none, or one that is only text
  std::size_t link_start_ = 0;
  std::string link_words_;  ///< the first of them
};

}  // namespace carillon::providers::email
