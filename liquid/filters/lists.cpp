// split, join, sort and what else works on lists.
#include <algorithm>
#include <bit>
#include <list>
#include <set>

#include "liquid/characters.hpp"
#include "liquid/filters/tables.hpp"

namespace carillon::liquid::filters {
namespace {

/// Pays for a sort of items already paid for once.
bool spend_sort(run& state, const std::vector<json>& items) {
  for (auto round = std::bit_width(items.size()); round > 0; --round) {
    for (const auto& item : items) {
      if (!state.spend_content(item)) return false;
    }
  }
  return true;
}

value split(run& state, const value& input, const arguments& given) {
  const auto text = text_of(state, *input);
  const auto separator = given.text(state, 0);
  json::array_t parts;
  std::size_t from = 0;
  while (from < text.size() && state.spend()) {
    const auto rest = std::string_view(text).substr(from);
    const auto found = separator.empty() ? first_character(rest) : find_text(rest, separator);
    const auto length = std::min(found, rest.size());
    parts.emplace_back(std::string(rest.substr(0, length)));
    from += length + separator.size();
  }
  while (!parts.empty() && parts.back() == "") parts.pop_back();
  return made(std::move(parts));
}

value join(run& state, const value& input, const arguments& given) {
  const auto separator = given.text(state, 0, " ");
  std::string out;
  bool is_first = true;
  for (const auto& item : items_of(state, *input)) {
    if (!is_first) out += separator;
    is_first = false;
    out += to_text(item);
    if (!state.may_hold(out.size()) || !state.spend_bytes(separator.size())) return nil();
  }
  return state.made_text(std::move(out));
}

value first(run&, const value& input, const arguments&) {
  return input->is_array() && !input->empty() ? part_of(input, input->front()) : nil();
}

value last(run&, const value& input, const arguments&) {
  return input->is_array() && !input->empty() ? part_of(input, input->back()) : nil();
}

value size(run& state, const value& input, const arguments&) {
  if (input->is_structured()) return made(input->size());
  return made(count_characters(text_of(state, *input)));
}

/// nil goes last, as in Liquid.
bool is_before(const json& left, const json& right) {
  if (left.is_null() || right.is_null()) return !left.is_null() && right.is_null();
  return compare(left, right) < 0;
}

value sort(run& state, const value& input, const arguments& given) {
  auto items = items_of(state, *input);
  const bool by_member = given.has(0);
  const auto name = given.text(state, 0);
  if (!spend_sort(state, items)) return nil();
  // A list's merge sort is stable, and stays in bounds whatever the order says of mixed numbers.
  std::list<json> sorted(std::move_iterator(items.begin()), std::move_iterator(items.end()));
  sorted.sort([&](const json& left, const json& right) {
    return by_member ? is_before(member_of(left, name), member_of(right, name)) : is_before(left, right);
  });
  return made(json::array_t(std::move_iterator(sorted.begin()), std::move_iterator(sorted.end())));
}

value map(run& state, const value& input, const arguments& given) {
  const auto name = given.text(state, 0);
  json::array_t found;
  for (const auto& item : items_of(state, *input)) found.push_back(member_of(item, name));
  return made(std::move(found));
}

/// where: 'name' keeps items of which it is truthy; where: 'name', x those of which it equals x.
value where(run& state, const value& input, const arguments& given) {
  const auto name = given.text(state, 0);
  auto items = items_of(state, *input);
  std::erase_if(items, [&](const json& item) {
    const auto& found = member_of(item, name);
    return given.has(1) ? found != given.at(1) : !is_truthy(found);
  });
  return made(std::move(items));
}

value uniq(run& state, const value& input, const arguments&) {
  auto items = items_of(state, *input);
  if (!spend_sort(state, items)) return nil();
  std::set<json> seen;
  std::erase_if(items, [&](const json& item) { return !seen.insert(item).second; });
  return made(std::move(items));
}

value reverse(run& state, const value& input, const arguments&) {
  auto items = items_of(state, *input);
  std::ranges::reverse(items);
  return made(std::move(items));
}

value compact(run& state, const value& input, const arguments&) {
  auto items = items_of(state, *input);
  std::erase_if(items, [](const json& item) { return item.is_null(); });
  return made(std::move(items));
}

value concat(run& state, const value& input, const arguments& given) {
  auto items = items_of(state, *input);
  auto more = items_of(state, given.at(0));
  std::ranges::move(more, std::back_inserter(items));
  return made(std::move(items));
}

/// slice: offset, length of a list or, in characters, of a text; a negative offset counts from the end.
value slice(run& state, const value& input, const arguments& given) {
  const auto items = input->is_array() ? items_of(state, *input) : std::vector<json>();
  const auto text = input->is_array() ? std::string() : text_of(state, *input);
  const auto count = static_cast<std::int64_t>(input->is_array() ? items.size() : count_characters(text));
  auto from = given.integer(0, 0);
  if (from < 0) from += count;
  from = std::clamp<std::int64_t>(from, 0, count);
  const auto length = std::clamp<std::int64_t>(given.integer(1, 1), 0, count - from);
  if (input->is_array()) return made(json::array_t(items.begin() + from, items.begin() + from + length));
  const auto start = bytes_of(text, static_cast<std::size_t>(from));
  const auto rest = std::string_view(text).substr(start);
  return state.made_text(std::string(rest.substr(0, bytes_of(rest, static_cast<std::size_t>(length)))));
}

constexpr filter table[] = {
    {"compact", {}, compact}, {"concat", {1, 1}, concat}, {"first", {}, first},     {"join", {0, 1}, join},
    {"last", {}, last},       {"map", {1, 1}, map},       {"reverse", {}, reverse}, {"size", {}, size},
    {"slice", {1, 2}, slice}, {"sort", {0, 1}, sort},     {"split", {1, 1}, split}, {"uniq", {}, uniq},
    {"where", {1, 2}, where},
};

}  // namespace

std::span<const filter> lists() noexcept {
  return table;
}

}  // namespace carillon::liquid::filters
