// Arithmetic. Integers stay integers while they fit 64 bits; what is no number counts as 0; what has no
// result (a division by zero) is nil and shows nothing.
#include <cmath>
#include <compare>
#include <functional>
#include <variant>

#include "liquid/filters/tables.hpp"

namespace carillon::liquid::filters {
namespace {

struct number {
  std::int64_t integer = 0;
  double real = 0;
  bool is_integer = true;
};

number number_from(const json& content) {
  const auto found = to_number(content);
  if (!found) return {};
  const auto integer = found->is_number_float() ? std::nullopt : to_integer(*found);
  if (!integer) return {.real = found->get<double>(), .is_integer = false};
  return {.integer = *integer, .real = static_cast<double>(*integer)};
}

value real_value(double content) {
  return std::isfinite(content) ? made(content) : nil();
}

value number_value(const number& content) {
  return content.is_integer ? made(content.integer) : real_value(content.real);
}

value plus(run&, const value& input, const arguments& given) {
  const auto left = number_from(*input);
  const auto right = number_from(given.at(0));
  std::int64_t sum = 0;
  const bool fits =
      left.is_integer && right.is_integer && !__builtin_add_overflow(left.integer, right.integer, &sum);
  return fits ? made(sum) : real_value(left.real + right.real);
}

value minus(run&, const value& input, const arguments& given) {
  const auto left = number_from(*input);
  const auto right = number_from(given.at(0));
  std::int64_t rest = 0;
  const bool fits =
      left.is_integer && right.is_integer && !__builtin_sub_overflow(left.integer, right.integer, &rest);
  return fits ? made(rest) : real_value(left.real - right.real);
}

value times(run&, const value& input, const arguments& given) {
  const auto left = number_from(*input);
  const auto right = number_from(given.at(0));
  std::int64_t product = 0;
  const bool fits =
      left.is_integer && right.is_integer && !__builtin_mul_overflow(left.integer, right.integer, &product);
  return fits ? made(product) : real_value(left.real * right.real);
}

/// The smallest integer has no positive counterpart: it is divided as a double.
bool divides_as_integer(const number& left, const number& right) {
  return left.is_integer && right.is_integer && right.integer != 0 &&
         !(left.integer == INT64_MIN && right.integer == -1);
}

/// Integers are rounded down: -7 by 2 is -4.
value divided_by(run&, const value& input, const arguments& given) {
  const auto left = number_from(*input);
  const auto right = number_from(given.at(0));
  if (!divides_as_integer(left, right)) return right.real == 0 ? nil() : real_value(left.real / right.real);
  const auto quotient = left.integer / right.integer;
  const bool is_rounded_up = left.integer % right.integer != 0 && (left.integer < 0) != (right.integer < 0);
  return made(is_rounded_up ? quotient - 1 : quotient);
}

/// Has the sign of the divisor.
value modulo(run&, const value& input, const arguments& given) {
  const auto left = number_from(*input);
  const auto right = number_from(given.at(0));
  if (right.real == 0) return nil();
  if (divides_as_integer(left, right)) {
    const auto rest = left.integer % right.integer;
    return made(rest != 0 && (rest < 0) != (right.integer < 0) ? rest + right.integer : rest);
  }
  const auto rest = std::fmod(left.real, right.real);
  return real_value(rest != 0 && (rest < 0) != (right.real < 0) ? rest + right.real : rest);
}

value round(run&, const value& input, const arguments& given) {
  const auto content = number_from(*input);
  if (content.is_integer) return made(content.integer);
  constexpr std::int64_t most_digits = 15;
  const auto digits = std::clamp<std::int64_t>(given.integer(0, 0), 0, most_digits);
  if (digits == 0) return made(number_of(std::round(content.real)));
  const auto scale = std::pow(10.0, static_cast<double>(digits));
  return real_value(std::round(content.real * scale) / scale);
}

value floor(run&, const value& input, const arguments&) {
  const auto content = number_from(*input);
  return content.is_integer ? made(content.integer) : made(number_of(std::floor(content.real)));
}

value ceil(run&, const value& input, const arguments&) {
  const auto content = number_from(*input);
  return content.is_integer ? made(content.integer) : made(number_of(std::ceil(content.real)));
}

value abs(run&, const value& input, const arguments&) {
  const auto content = number_from(*input);
  if (!content.is_integer || content.integer == INT64_MIN) return real_value(std::abs(content.real));
  return made(std::abs(content.integer));
}

value at_least(run&, const value& input, const arguments& given) {
  const auto content = number_from(*input);
  const auto bound = number_from(given.at(0));
  return number_value(content.real < bound.real ? bound : content);
}

value at_most(run&, const value& input, const arguments& given) {
  const auto content = number_from(*input);
  const auto bound = number_from(given.at(0));
  return number_value(content.real > bound.real ? bound : content);
}

constexpr filter table[] = {
    {"abs", {}, abs},
    {"at_least", {1, 1}, at_least},
    {"at_most", {1, 1}, at_most},
    {"ceil", {}, ceil},
    {"floor", {}, floor},
    {"minus", {1, 1}, minus},
    {"modulo", {1, 1}, modulo},
    {"divided_by", {1, 1}, divided_by},
    {"plus", {1, 1}, plus},
    {"round", {0, 1}, round},
    {"times", {1, 1}, times},
};

}  // namespace

std::span<const filter> numbers() noexcept {
  return table;
}

}  // namespace carillon::liquid::filters
