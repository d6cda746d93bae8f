// What a filter is: a pure function from an input and arguments to a value, found by name in one table. A
// filter pays for its work before it does it (run::spend…), is linear in it, and yields nil when it cannot.
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

/// A value as text: a view of it where it is one, else made and paid for.
class shown_text {
 public:
  /// The text lives as long as `shown` does.
  shown_text(run& state, const json& shown);
  explicit shown_text(std::string_view text) : made_(text) {}
  std::string_view view() const noexcept { return borrowed_ ? std::string_view(*borrowed_) : made_; }

 private:
  const std::string* borrowed_ = nullptr;
  std::string made_;
};

/// The evaluated arguments of one call.
class arguments {
 public:
  std::vector<value> positional;
  std::vector<std::pair<std::string_view, value>> named;

  /// nil when there are fewer.
  const json& at(std::size_t index) const noexcept;
  /// There is one, and it is not a variable that does not exist: that one counts as not given.
  bool has(std::size_t index) const noexcept;
  shown_text text(run& state, std::size_t index, std::string_view fallback = {}) const;
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

/// The items of a list, those of lists within it in their place (as Liquid has it); of anything else itself,
/// of nil none. They live as long as the input. Paid for without what is inside of them.
using item_list = std::vector<const json*>;
item_list items_of(run& state, const json& input);
/// A list of copies, paid for with everything inside.
value made_list(run& state, const item_list& items);

/// A filter with its arguments, as written.
struct filter_call {
  const filter* what = nullptr;
  std::vector<expression_ptr> positional;
  std::vector<std::pair<std::string, expression_ptr>> named;
};

}  // namespace carillon::liquid
