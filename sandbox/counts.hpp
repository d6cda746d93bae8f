// How many requests ended how: what GET /control/counts shows. One caller at a time; adding to an existing
// row costs a comparison or two.
#pragma once

#include <array>
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
  /// The same for a plain success nobody described.
  void add_success(provider from) noexcept { ++successes_[static_cast<std::size_t>(from)]; }
  void reset();
  /// {"total":N,"accepted":N,"distinct":N,"apns":{"200":N,"410 Unregistered":N,"reset":N},"fcm":{…},
  /// "token":{…}}; the token endpoint is not in the sums.
  json to_json() const;

 private:
  struct row {
    provider from;
    int status;
    std::string reason;
    std::uint64_t count;
  };
  void add_row(provider from, int status, std::string_view reason);

  bool is_distinct_counted_;
  std::array<std::uint64_t, 3> successes_{};
  std::vector<row> rows_;
  std::unordered_set<std::uint64_t> pairs_;
};

}  // namespace carillon::sandbox
