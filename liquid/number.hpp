// Numbers as templates calculate with them: integers while they fit 64 bits, else decimals, so that 19.99
// less 5.1 is 14.89: amounts of money are shown as people count them. Pure.
#pragma once

#include <cmath>
#include <cstdint>

#include "liquid/decimal.hpp"
#include "liquid/value.hpp"

namespace carillon::liquid {

class number {
 public:
  number() = default;  ///< 0
  explicit number(std::int64_t content) : integer_(content), real_(static_cast<double>(content)) {}
  explicit number(double content) : real_(content), is_integer_(false) {}
  /// What is no number, and spells none, is 0.
  static number of(const json& content);

  /// nil when it is not finite.
  value as_value() const;
  bool is_integer() const noexcept { return is_integer_; }
  bool is_zero() const noexcept { return real_ == 0; }
  bool is_finite() const noexcept { return std::isfinite(real_); }
  bool is_less_than(const number& other) const noexcept { return real_ < other.real_; }

  friend number operator+(const number& left, const number& right);
  friend number operator-(const number& left, const number& right);
  friend number operator*(const number& left, const number& right);
  /// Of integers rounded down: -7 by 2 is -4. By zero: not finite.
  friend number operator/(const number& left, const number& right);
  /// Has the sign of the divisor. By zero: not finite.
  friend number operator%(const number& left, const number& right);

  number absolute() const;
  number floor() const;
  number ceil() const;
  /// To so many digits behind the point, or in front of it when negative; halves away from zero.
  number round(std::int64_t digits) const;

 private:
  decimal as_decimal() const noexcept;

  std::int64_t integer_ = 0;
  double real_ = 0;
  bool is_integer_ = true;
};

}  // namespace carillon::liquid
