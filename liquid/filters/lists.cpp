// split, join and what else takes lists apart and puts them together.
#include <algorithm>
#include <set>

#include "liquid/characters.hpp"
#include "liquid/filters/members.hpp"
#include "liquid/filters/tables.hpp"

namespace carillon::liquid::filters {
namespace {

/// By a space alone: words, however much white space stands between them. Empty texts at the end are left
/// out.
value split(run& state, const value& input, const arguments& given) {
  const shown_text text(state, *input);
  const auto separator = given.text(state, 0);
  const bool is_words = separator.view() == " ";
  if (!state.spend_search(text.view().size() * (is_words ? 2 : 1), separator.view().size())) return nil();
  json::array_t parts;
  auto rest = is_words ? stripped_left(text.view()) : text.view();
  while (!rest.empty() && state.spend(price::item * 2)) {
    const auto found = is_words                   ? word_length(rest)
                       : separator.view().empty() ? first_character(rest)
                                                  : find_text(rest, separator.view());
    const auto length = std::min(found, rest.size());
    parts.emplace_back(std::string(rest.substr(0, length)));
    rest.remove_prefix(std::min(length + (is_words ? 0 : separator.view().size()), rest.size()));
    if (is_words) rest = stripped_left(rest);
  }
  while (!parts.empty() && parts.back() == "") parts.pop_back();
  return made(std::move(parts));
}

value join(run& state, const value& input, const arguments& given) {
  const auto separator = given.text(state, 0, " ");
  std::string out;
  bool is_first = true;
  for (const auto* item : items_of(state, *input)) {
    const shown_text text(state, *item);
    if (!is_first) out += separator.view();
    is_first = false;
    if (!state.may_hold(out.size() + text.view().size()) || !state.spend(price::item)) return nil();
    if (!state.spend_copy(separator.view().size() + text.view().size())) return nil();
    out += text.view();
  }
  return state.made_text(std::move(out));
}

/// Of a list its item, of a text its character, of an object [key, value].
value end_of(run& state, const value& input, bool is_last) {
  if (input->empty()) return nil();
  if (input->is_array()) return part_of(input, is_last ? input->back() : input->front());
  if (input->is_string()) {
    const std::string_view text = input->get_ref<const std::string&>();
    return made(std::string(is_last ? last_character(text) : text.substr(0, first_character(text))));
  }
  if (!input->is_object() || is_last) return nil();
  const auto& member = *input->get_ref<const json::object_t&>().begin();
  return state.spend_content(member.second) ? made(json::array({member.first, member.second})) : nil();
}

value first(run& state, const value& input, const arguments&) {
  return end_of(state, input, false);
}

value last(run& state, const value& input, const arguments&) {
  return end_of(state, input, true);
}

value size(run& state, const value& input, const arguments&) {
  if (input->is_structured()) return made(input->size());
  if (!input->is_string()) return made(0);
  const auto& text = input->get_ref<const std::string&>();
  return state.spend_scan(text.size() / 3) ? made(count_characters(text)) : nil();
}

value map(run& state, const value& input, const arguments& given) {
  const auto name = given.text(state, 0);
  item_list found;
  for (const auto* item : items_of(state, *input)) {
    if (!state.spend(price::item)) return nil();
    found.push_back(&member_of(*item, name.view()));
  }
  return made_list(state, found);
}

struct by_content {
  bool operator()(const json* left, const json* right) const { return compare(*left, *right) < 0; }
};

/// Keeps the first of those that are equal, or whose members of that name are.
value uniq(run& state, const value& input, const arguments& given) {
  auto items = items_of(state, *input);
  const auto name = given.text(state, 0);
  item_list compared = items;
  if (!given.at(0).is_null()) {
    for (auto& item : compared) item = &member_of(*item, name.view());
  }
  if (!spend_sort(state, compared)) return nil();
  std::set<const json*, by_content> seen;
  std::size_t kept = 0;
  for (std::size_t index = 0; index < items.size(); ++index) {
    if (seen.insert(compared[index]).second) items[kept++] = items[index];
  }
  items.resize(kept);
  return made_list(state, items);
}

value reverse(run& state, const value& input, const arguments&) {
  auto items = items_of(state, *input);
  std::ranges::reverse(items);
  return made_list(state, items);
}

value compact(run& state, const value& input, const arguments& given) {
  auto items = items_of(state, *input);
  const auto name = given.text(state, 0);
  if (!state.spend(items.size() * price::item)) return nil();
  std::erase_if(items, [&](const json* item) {
    return given.at(0).is_null() ? item->is_null() : member_of(*item, name.view()).is_null();
  });
  return made_list(state, items);
}

value concat(run& state, const value& input, const arguments& given) {
  auto items = items_of(state, *input);
  std::ranges::copy(items_of(state, given.at(0)), std::back_inserter(items));
  return made_list(state, items);
}

/// Where a slice starts and how long it is, of `count` items: a negative start counts from the end, and one
/// before the first yields nothing.
std::pair<std::size_t, std::size_t> slice_of(std::int64_t count, const arguments& given) {
  auto from = given.integer(0, 0);
  if (from < 0) from += count;
  if (from < 0 || from > count) return {0, 0};
  const auto length = std::clamp<std::int64_t>(given.integer(1, 1), 0, count - from);
  return {static_cast<std::size_t>(from), static_cast<std::size_t>(length)};
}

/// slice: offset, length of a list or, in characters, of a text.
value slice(run& state, const value& input, const arguments& given) {
  if (input->is_array()) {
    const auto [from, length] = slice_of(static_cast<std::int64_t>(input->size()), given);
    item_list items;
    if (!state.spend(length * (price::item / 4))) return nil();
    for (std::size_t index = from; index < from + length; ++index) items.push_back(&(*input)[index]);
    return made_list(state, items);
  }
  const shown_text text(state, *input);
  if (!state.spend_scan(text.view().size() * 2)) return nil();
  const auto [from, length] = slice_of(static_cast<std::int64_t>(count_characters(text.view())), given);
  const auto rest = text.view().substr(bytes_of(text.view(), from));
  return state.made_text(std::string(rest.substr(0, bytes_of(rest, length))));
}

constexpr filter table[] = {
    {"compact", {0, 1}, compact}, {"concat", {1, 1}, concat}, {"first", {}, first},
    {"join", {0, 1}, join},       {"last", {}, last},         {"map", {1, 1}, map},
    {"reverse", {}, reverse},     {"size", {}, size},         {"slice", {1, 2}, slice},
    {"split", {1, 1}, split},     {"uniq", {0, 1}, uniq},
};

}  // namespace

std::span<const filter> lists() noexcept {
  return table;
}

}  // namespace carillon::liquid::filters
