// A decimal number of up to 38 digits, for arithmetic that is exact where a double's is not. Used by number
// only.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

namespace carillon::liquid {

/// digits × 10^exponent. Operations are absent when the exact result has more digits than fit; then a
/// double's arithmetic is as good as any.
struct decimal {
  __extension__ using wide = __int128;

  wide digits = 0;
  int exponent = 0;

  static decimal of(std::int64_t content) noexcept { return {content, 0}; }
  /// The shortest decimal that means this double, which is finite: 0.1 is one tenth.
  static decimal of(double content) noexcept;
  /// The nearest double.
  double nearest() const noexcept;

  static std::optional<decimal> sum(decimal left, decimal right) noexcept;
  static std::optional<decimal> product(decimal left, decimal right) noexcept;
  /// Absent, too, when it never ends (1 by 3); `right` is not zero.
  static std::optional<decimal> quotient(decimal left, decimal right) noexcept;
  /// With the sign of `right`, which is not zero.
  static std::optional<decimal> remainder(decimal left, decimal right) noexcept;
  /// To `places` digits behind the point, halves away from zero.
  decimal rounded(int places) const noexcept;
  decimal negated() const noexcept { return {-digits, exponent}; }
};

}  // namespace carillon::liquid
