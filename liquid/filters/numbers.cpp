// Arithmetic. What is no number counts as 0; what has no result (a division by zero) is nil and shows
// nothing.
#include "liquid/filters/tables.hpp"
#include "liquid/number.hpp"

namespace carillon::liquid::filters {
namespace {

/// The dearest of them divides decimals.
constexpr std::size_t arithmetic = 400;

value plus(run& state, const value& input, const arguments& given) {
  return state.spend(arithmetic) ? (number::of(*input) + number::of(given.at(0))).as_value() : nil();
}

value minus(run& state, const value& input, const arguments& given) {
  return state.spend(arithmetic) ? (number::of(*input) - number::of(given.at(0))).as_value() : nil();
}

value times(run& state, const value& input, const arguments& given) {
  return state.spend(arithmetic) ? (number::of(*input) * number::of(given.at(0))).as_value() : nil();
}

value divided_by(run& state, const value& input, const arguments& given) {
  return state.spend(arithmetic) ? (number::of(*input) / number::of(given.at(0))).as_value() : nil();
}

value modulo(run& state, const value& input, const arguments& given) {
  return state.spend(arithmetic) ? (number::of(*input) % number::of(given.at(0))).as_value() : nil();
}

value round(run& state, const value& input, const arguments& given) {
  return state.spend(arithmetic) ? number::of(*input).round(given.integer(0, 0)).as_value() : nil();
}

value floor(run&, const value& input, const arguments&) {
  return number::of(*input).floor().as_value();
}

value ceil(run&, const value& input, const arguments&) {
  return number::of(*input).ceil().as_value();
}

value abs(run&, const value& input, const arguments&) {
  return number::of(*input).absolute().as_value();
}

value at_least(run&, const value& input, const arguments& given) {
  const auto content = number::of(*input);
  const auto bound = number::of(given.at(0));
  return (content.is_less_than(bound) ? bound : content).as_value();
}

value at_most(run&, const value& input, const arguments& given) {
  const auto content = number::of(*input);
  const auto bound = number::of(given.at(0));
  return (bound.is_less_than(content) ? bound : content).as_value();
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
