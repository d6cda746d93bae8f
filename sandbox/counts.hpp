// How many deliveries ended how: what GET /control/counts shows. One caller at a time; adding to an existing
// row costs a comparison or two.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/json.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

class counts {
 public:
  /// `is_distinct_counted`: remember every accepted (token, notification) pair, 8 bytes and a
  /// node each. accepted - distinct is then the number of duplicates.
  explicit counts(bool is_distinct_counted) : is_distinct_counted_(is_distinct_counted) {}

  void add(const verdict& made);
  /// The same for plain successes nobody described.
  void add_success(const desk_facts& desk, int status, std::uint64_t deliveries) {
    add_row(&desk, {status, {}}, deliveries);
  }
  void reset();
  /// {"total":N,"accepted":N,"distinct":N} and for each desk {"200":N,"410 Unregistered":N,"reset":N};
  /// desks that deliver nothing are not in the sums.
  json to_json() const;

 private:
  struct row {
    const desk_facts* desk;
    int status;
    std::string reason;
    std::uint64_t count;
  };
  void add_row(const desk_facts* desk, ending how, std::uint64_t deliveries);

  bool is_distinct_counted_;
  std::vector<row> rows_;
  std::unordered_set<std::uint64_t> pairs_;
};

}  // namespace carillon::sandbox
