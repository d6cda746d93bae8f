// What a filter is: a pure function from an input and arguments to a value, found by name in one table. A
// filter pays for its work before it does it (run::spend…) and yields nil when it cannot.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "liquid/run.hpp"
#include "liquid/tree.hpp"
#include "liquid/value.hpp"

namespace carillon::liquid {

/// The evaluated arguments of one call.
class arguments {
 public:
  std::vector<value> positional;
  std::vector<std::pair<std::string_view, value>> named;

  /// nil when there are fewer.
  const json& at(std::size_t index) const noexcept;
  bool has(std::size_t index) const noexcept { return index < positional.size(); }
  /// As text, paid for; `fallback` when there are fewer.
  std::string text(run& state, std::size_t index, std::string_view fallback = {}) const;
  std::int64_t integer(std::size_t index, std::int64_t fallback) const noexcept;
  bool is_set(std::string_view name) const noexcept;
};

/// How many positional arguments a filter takes.
struct arity {
  std::size_t least = 0;
  std::size_t most = 0;
};

struct filter {
  std::string_view name;
  arity takes;
  value (*apply)(run& state, const value& input, const arguments& given);
  std::string_view named = {};  ///< the one argument it takes by name, if any
};

/// By name, or null.
const filter* find_filter(std::string_view name) noexcept;

/// The input as text, paid for.
std::string text_of(run& state, const json& input);
/// The items of a list, itself as the only item otherwise, none of nil. Paid for with everything inside them.
std::vector<json> items_of(run& state, const json& input);

/// A filter with its arguments, as written.
struct filter_call {
  const filter* what = nullptr;
  std::vector<expression_ptr> positional;
  std::vector<std::pair<std::string, expression_ptr>> named;
};

}  // namespace carillon::liquid
