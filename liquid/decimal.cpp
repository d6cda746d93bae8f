#include "liquid/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>
#include <string_view>

namespace carillon::liquid {
namespace {

using wide = decimal::wide;

constexpr int most_places = 37;  // 10^37 × 9 fits

wide power_of_ten(int exponent) noexcept {
  wide out = 1;
  for (; exponent > 0; --exponent) out *= 10;
  return out;
}

/// digits × 10^places, or absent when it does not fit.
std::optional<wide> scaled(wide digits, int places) noexcept {
  if (digits == 0) return 0;
  if (places > most_places) return std::nullopt;
  wide out = 0;
  if (__builtin_mul_overflow(digits, power_of_ten(places), &out)) return std::nullopt;
  return out;
}

/// Both with the smaller of their exponents.
bool align(decimal& left, decimal& right) noexcept {
  auto& larger = left.exponent > right.exponent ? left : right;
  const auto exponent = std::min(left.exponent, right.exponent);
  const auto digits = scaled(larger.digits, larger.exponent - exponent);
  if (!digits) return false;
  larger = {*digits, exponent};
  return true;
}

int count_digits(wide digits) noexcept {
  int count = 0;
  for (; digits != 0; digits /= 10) ++count;
  return count;
}

}  // namespace

decimal decimal::of(double content) noexcept {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), content, std::chars_format::scientific).ptr;
  decimal out;
  bool is_behind_point = false;
  bool is_negative = false;
  for (const char* at = text.data(); at != end; ++at) {
    if (*at == '-') {
      is_negative = true;
    } else if (*at == '.') {
      is_behind_point = true;
    } else if (*at == 'e') {
      int exponent = 0;
      std::from_chars(at[1] == '+' ? at + 2 : at + 1, end, exponent);
      out.exponent += exponent;
      break;
    } else {
      out.digits = out.digits * 10 + (*at - '0');
      if (is_behind_point) --out.exponent;
    }
  }
  if (is_negative) out.digits = -out.digits;
  return out;
}

double decimal::nearest() const noexcept {
  std::string text;
  for (auto rest = digits; rest != 0; rest /= 10) {
    const auto digit = static_cast<int>(rest % 10);
    text += static_cast<char>('0' + (digit < 0 ? -digit : digit));
  }
  if (text.empty()) return 0;
  if (digits < 0) text += '-';
  std::ranges::reverse(text);
  text += 'e' + std::to_string(exponent);
  double out = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (ec == std::errc()) return out;
  return exponent > 0 ? (digits < 0 ? -1 : 1) * std::numeric_limits<double>::infinity() : 0;
}

std::optional<decimal> decimal::sum(decimal left, decimal right) noexcept {
  decimal out;
  if (!align(left, right) || __builtin_add_overflow(left.digits, right.digits, &out.digits))
    return std::nullopt;
  out.exponent = left.exponent;
  return out;
}

std::optional<decimal> decimal::product(decimal left, decimal right) noexcept {
  decimal out;
  if (__builtin_mul_overflow(left.digits, right.digits, &out.digits)) return std::nullopt;
  out.exponent = left.exponent + right.exponent;
  return out;
}

std::optional<decimal> decimal::quotient(decimal left, decimal right) noexcept {
  const auto places = std::max(most_places - count_digits(left.digits), 0);
  const auto digits = left.digits * power_of_ten(places);
  if (digits % right.digits != 0) return std::nullopt;
  return decimal{digits / right.digits, left.exponent - right.exponent - places};
}

std::optional<decimal> decimal::remainder(decimal left, decimal right) noexcept {
  if (!align(left, right)) return std::nullopt;
  auto rest = left.digits % right.digits;
  if (rest != 0 && (rest < 0) != (right.digits < 0)) rest += right.digits;
  return decimal{rest, left.exponent};
}

decimal decimal::rounded(int places) const noexcept {
  const auto superfluous = -exponent - places;
  if (superfluous <= 0) return *this;
  if (superfluous > most_places) return {};
  const auto unit = power_of_ten(superfluous);
  const auto rest = digits % unit;
  auto out = digits / unit;
  if ((rest < 0 ? -rest : rest) >= unit - (rest < 0 ? -rest : rest)) out += digits < 0 ? -1 : 1;
  return {out, -places};
}

}  // namespace carillon::liquid
