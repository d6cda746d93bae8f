#include "liquid/filter.hpp"

#include <algorithm>

#include "liquid/filters/tables.hpp"

namespace carillon::liquid {
namespace {

/// Deeper lists stay items, as in Liquid; JSON has few.
constexpr int deepest_list = 5;

bool append_items(run& state, const json& list, int depth, item_list& out) {
  if (!state.spend(list.size() * (price::item / 4))) return false;
  for (const auto& item : list) {
    if (!item.is_array() || depth == deepest_list) {
      out.push_back(&item);
    } else if (!append_items(state, item, depth + 1, out)) {
      return false;
    }
  }
  return true;
}

}  // namespace

shown_text::shown_text(run& state, const json& shown) {
  if (shown.is_string()) {
    borrowed_ = &shown.get_ref<const std::string&>();
  } else if (state.spend_content(shown)) {
    made_ = to_text(shown);
  }
}

const json& arguments::at(std::size_t index) const noexcept {
  static const json none;
  return index < positional.size() ? *positional[index] : none;
}

bool arguments::has(std::size_t index) const noexcept {
  return index < positional.size() && !is_undefined(positional[index]);
}

shown_text arguments::text(run& state, std::size_t index, std::string_view fallback) const {
  return has(index) ? shown_text(state, at(index)) : shown_text(fallback);
}

std::int64_t arguments::integer(std::size_t index, std::int64_t fallback) const noexcept {
  return has(index) ? to_integer(at(index)).value_or(fallback) : fallback;
}

bool arguments::is_set(std::string_view name) const noexcept {
  return std::ranges::any_of(named,
                             [&](const auto& one) { return one.first == name && is_truthy(*one.second); });
}

const filter* find_filter(std::string_view name) noexcept {
  for (const auto table : filters::all()) {
    const auto found = std::ranges::find(table, name, &filter::name);
    if (found != table.end()) return &*found;
  }
  return nullptr;
}

item_list items_of(run& state, const json& input) {
  item_list out;
  if (input.is_array()) {
    append_items(state, input, 0, out);
  } else if (!input.is_null()) {
    out.push_back(&input);
  }
  return out;
}

value made_list(run& state, const item_list& items) {
  json::array_t out;
  for (const auto* item : items) {
    if (!state.spend_content(*item)) return nil();
    out.push_back(*item);
  }
  return made(std::move(out));
}

}  // namespace carillon::liquid
