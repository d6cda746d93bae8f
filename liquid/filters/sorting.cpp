// sort, sort_natural, sum.
#include <algorithm>
#include <bit>
#include <list>

#include "liquid/filters/members.hpp"
#include "liquid/filters/tables.hpp"
#include "liquid/letter_case.hpp"
#include "liquid/number.hpp"

namespace carillon::liquid::filters {

bool spend_sort(run& state, const item_list& items) {
  for (auto round = std::bit_width(items.size()); round > 0; --round) {
    for (const auto* item : items) {
      if (!state.spend_content(*item)) return false;
    }
  }
  return true;
}

namespace {

/// nil goes last, as in Liquid.
bool is_before(const json& left, const json& right) {
  if (left.is_null() || right.is_null()) return !left.is_null() && right.is_null();
  return compare(left, right) < 0;
}

struct keyed {
  const json* item;
  const json* key;
  std::string folded{};  ///< of the key, for sort_natural
};

/// The items with what they are sorted by: their member of that name, when one is given.
std::list<keyed> keyed_items(run& state, const json& input, const arguments& given) {
  const auto name = given.text(state, 0);
  std::list<keyed> out;
  item_list keys;
  for (const auto* item : items_of(state, input)) {
    if (!state.spend(price::item)) return {};
    keys.push_back(given.has(0) ? &member_of(*item, name.view()) : item);
    out.push_back({item, keys.back()});
  }
  if (!spend_sort(state, keys)) out.clear();
  return out;
}

value list_of(run& state, const std::list<keyed>& sorted) {
  item_list items;
  for (const auto& one : sorted) items.push_back(one.item);
  return made_list(state, items);
}

// A list's merge sort is stable, and stays in bounds whatever the order says of mixed numbers.

value sort(run& state, const value& input, const arguments& given) {
  auto items = keyed_items(state, *input, given);
  items.sort([](const keyed& left, const keyed& right) { return is_before(*left.key, *right.key); });
  return list_of(state, items);
}

/// Without regard to case.
value sort_natural(run& state, const value& input, const arguments& given) {
  auto items = keyed_items(state, *input, given);
  for (auto& one : items) {
    const shown_text text(state, *one.key);
    if (!state.spend_scan(text.view().size() * 6)) return nil();
    one.folded = to_lower(text.view());
  }
  items.sort([](const keyed& left, const keyed& right) {
    if (left.key->is_null() || right.key->is_null()) return !left.key->is_null() && right.key->is_null();
    return left.folded < right.folded;
  });
  return list_of(state, items);
}

/// Of the items, or of their members of that name; what is no number counts as 0.
value sum(run& state, const value& input, const arguments& given) {
  const auto name = given.text(state, 0);
  number total;
  for (const auto* item : items_of(state, *input)) {
    if (!state.spend()) return nil();
    total = total + number::of(given.has(0) ? member_of(*item, name.view()) : *item);
  }
  return total.as_value();
}

constexpr filter table[] = {
    {"sort", {0, 1}, sort},
    {"sort_natural", {0, 1}, sort_natural},
    {"sum", {0, 1}, sum},
};

}  // namespace

std::span<const filter> sorting() noexcept {
  return table;
}

}  // namespace carillon::liquid::filters
