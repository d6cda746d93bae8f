// The lists that a writer of Markdown is in, and what stands before their items. Pure; one per text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/content/markdown_parser.hpp"

namespace carillon::engine {

class markdown_lists {
 public:
  /// `indent`: spaces of a level; `bullet` with the space behind it, static.
  markdown_lists(std::size_t indent, std::string_view bullet) : indent_(indent), bullet_(bullet) {}

  void enter(const block_mark& list) {
    next_.push_back(list.kind == block_kind::numbers ? std::optional(list.number) : std::nullopt);
  }
  void leave() { next_.pop_back(); }
  bool is_empty() const noexcept { return next_.empty(); }
  /// Before the next item: empty outside of lists.
  std::string marker() {
    if (next_.empty()) return {};
    std::string out(indent_ * std::min(next_.size() - 1, deepest), ' ');
    if (auto& number = next_.back()) {
      out.append(std::to_string(*number)).append(". ");
      ++*number;
    } else {
      out += bullet_;
    }
    return out;
  }

 private:
  static constexpr std::size_t deepest = 8;  ///< lists inside each other that are indented

  std::size_t indent_;
  std::string_view bullet_;
  std::vector<std::optional<unsigned>> next_;  ///< of those we are in, the outermost first; none: bullets
};

}  // namespace carillon::engine
