#include "liquid/number.hpp"

#include <algorithm>
#include <limits>

namespace carillon::liquid {
namespace {

const number not_finite(std::numeric_limits<double>::quiet_NaN());

/// What a double calculates when the exact result has too many digits.
number chosen(const std::optional<decimal>& exact, double otherwise) {
  return number(exact ? exact->nearest() : otherwise);
}

/// The smallest integer has no positive counterpart.
bool divide_as_integers(std::int64_t left, std::int64_t right) noexcept {
  return right != 0 && !(left == INT64_MIN && right == -1);
}

/// A whole number, as an integer when it fits.
number whole(double content) {
  constexpr double past_integers = 9223372036854775808.0;
  if (std::abs(content) < past_integers) return number(static_cast<std::int64_t>(content));
  return number(content);
}

}  // namespace

number number::of(const json& content) {
  const auto found = to_number(content);
  if (!found) return {};
  if (!found->is_number_float()) {
    if (const auto integer = to_integer(*found)) return number(*integer);
  }
  return number(found->get<double>());
}

value number::as_value() const {
  if (is_integer_) return made(integer_);
  return std::isfinite(real_) ? made(real_) : nil();
}

decimal number::as_decimal() const noexcept {
  return is_integer_ ? decimal::of(integer_) : decimal::of(real_);
}

number operator+(const number& left, const number& right) {
  std::int64_t sum = 0;
  if (left.is_integer_ && right.is_integer_ && !__builtin_add_overflow(left.integer_, right.integer_, &sum)) {
    return number(sum);
  }
  if (!left.is_finite() || !right.is_finite()) return not_finite;
  return chosen(decimal::sum(left.as_decimal(), right.as_decimal()), left.real_ + right.real_);
}

number operator-(const number& left, const number& right) {
  std::int64_t rest = 0;
  if (left.is_integer_ && right.is_integer_ &&
      !__builtin_sub_overflow(left.integer_, right.integer_, &rest)) {
    return number(rest);
  }
  if (!left.is_finite() || !right.is_finite()) return not_finite;
  return chosen(decimal::sum(left.as_decimal(), right.as_decimal().negated()), left.real_ - right.real_);
}

number operator*(const number& left, const number& right) {
  std::int64_t product = 0;
  if (left.is_integer_ && right.is_integer_ &&
      !__builtin_mul_overflow(left.integer_, right.integer_, &product)) {
    return number(product);
  }
  if (!left.is_finite() || !right.is_finite()) return not_finite;
  return chosen(decimal::product(left.as_decimal(), right.as_decimal()), left.real_ * right.real_);
}

number operator/(const number& left, const number& right) {
  if (right.is_zero() || !left.is_finite() || !right.is_finite()) return not_finite;
  if (left.is_integer_ && right.is_integer_ && divide_as_integers(left.integer_, right.integer_)) {
    const auto quotient = left.integer_ / right.integer_;
    const bool is_rounded_up =
        left.integer_ % right.integer_ != 0 && (left.integer_ < 0) != (right.integer_ < 0);
    return number(is_rounded_up ? quotient - 1 : quotient);
  }
  return chosen(decimal::quotient(left.as_decimal(), right.as_decimal()), left.real_ / right.real_);
}

number operator%(const number& left, const number& right) {
  if (right.is_zero() || !left.is_finite() || !right.is_finite()) return not_finite;
  if (left.is_integer_ && right.is_integer_ && divide_as_integers(left.integer_, right.integer_)) {
    const auto rest = left.integer_ % right.integer_;
    return number(rest != 0 && (rest < 0) != (right.integer_ < 0) ? rest + right.integer_ : rest);
  }
  const auto rest = std::fmod(left.real_, right.real_);
  return chosen(decimal::remainder(left.as_decimal(), right.as_decimal()),
                rest != 0 && (rest < 0) != (right.real_ < 0) ? rest + right.real_ : rest);
}

number number::absolute() const {
  if (is_integer_ && integer_ != INT64_MIN) return number(integer_ < 0 ? -integer_ : integer_);
  return number(std::abs(real_));
}

number number::floor() const {
  return is_integer_ ? *this : whole(std::floor(real_));
}

number number::ceil() const {
  return is_integer_ ? *this : whole(std::ceil(real_));
}

number number::round(std::int64_t digits) const {
  constexpr std::int64_t most_digits = 30;
  if ((is_integer_ && digits >= 0) || !is_finite()) return *this;
  const auto places = static_cast<int>(std::clamp(digits, -most_digits, most_digits));
  const auto rounded = as_decimal().rounded(places).nearest();
  return digits > 0 ? number(rounded) : whole(rounded);
}

}  // namespace carillon::liquid
