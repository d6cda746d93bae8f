// What {% for %} and {% tablerow %} walk over, and the options both take.
#pragma once

#include <optional>

#include "liquid/parser.hpp"

namespace carillon::liquid {

/// `count` items, of which each is made when its turn comes: a list is read in place; of an object, each turn
/// gets a pair [key, value], in the object's order; a text is one item, anything else none.
class sequence {
 public:
  sequence(run& state, const expression& source);
  std::uint64_t count() const noexcept { return count_; }
  value at(run& state, std::uint64_t index) const;

 private:
  value list_;  ///< null: a range of numbers
  std::vector<std::pair<const std::string*, const json*>> members_;
  std::int64_t first_number_ = 0;
  std::uint64_t count_ = 0;
};

/// variable in source limit: 2 offset: 1 …
struct loop_options {
  std::string variable;
  std::string name;  ///< "item-items"
  expression_ptr source;
  expression_ptr limit;   ///< null: all
  expression_ptr offset;  ///< null: from the first, or where the last loop of that name ended
  expression_ptr columns;
  bool is_continued = false;  ///< offset: continue
  bool is_reversed = false;

  /// Which of the sequence's items have a turn.
  struct part {
    std::uint64_t skipped = 0;
    std::uint64_t turns = 0;
  };
  part part_of(run& state, const sequence& items) const;
  /// The place in the sequence of the turn with that number.
  std::uint64_t place_of(const part& chosen, std::uint64_t turn) const noexcept {
    return chosen.skipped + (is_reversed ? chosen.turns - 1 - turn : turn);
  }
};

/// What a bound comes to: absent when it is no number, 0 when it is negative.
std::optional<std::uint64_t> bound_of(run& state, const expression_ptr& bound);

/// Reads to the end of the tag. `has_columns`: as of tablerow, which has no `reversed`.
loop_options parse_loop(parser& source, bool has_columns);

}  // namespace carillon::liquid
