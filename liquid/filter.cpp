#include "liquid/filter.hpp"

#include <algorithm>

#include "liquid/filters/tables.hpp"

namespace carillon::liquid {

const json& arguments::at(std::size_t index) const noexcept {
  static const json none;
  return has(index) ? *positional[index] : none;
}

std::string arguments::text(run& state, std::size_t index, std::string_view fallback) const {
  return has(index) ? text_of(state, at(index)) : std::string(fallback);
}

std::int64_t arguments::integer(std::size_t index, std::int64_t fallback) const noexcept {
  return has(index) ? to_integer(at(index)).value_or(fallback) : fallback;
}

bool arguments::is_set(std::string_view name) const noexcept {
  return std::ranges::any_of(named,
                             [&](const auto& one) { return one.first == name && is_truthy(*one.second); });
}

const filter* find_filter(std::string_view name) noexcept {
  for (const auto table :
       {filters::text(), filters::markup(), filters::lists(), filters::numbers(), filters::other()}) {
    const auto found = std::ranges::find(table, name, &filter::name);
    if (found != table.end()) return &*found;
  }
  return nullptr;
}

std::string text_of(run& state, const json& input) {
  return state.spend_content(input) ? to_text(input) : std::string();
}

std::vector<json> items_of(run& state, const json& input) {
  if (input.is_null() || !state.spend_content(input)) return {};
  if (input.is_array()) return input.get_ref<const json::array_t&>();
  return {input};
}

}  // namespace carillon::liquid
