// replace, remove and their _first and _last.
#include "liquid/characters.hpp"
#include "liquid/filters/tables.hpp"

namespace carillon::liquid::filters {
namespace {

/// Every `wanted`. Stops growing as soon as the result is longer than an output may be.
value replaced(run& state, const json& input, const arguments& given, std::string_view by) {
  const shown_text text(state, input);
  const auto wanted = given.text(state, 0);
  if (wanted.view().empty()) return state.made_text(std::string(text.view()));
  if (!state.spend_search(text.view().size(), wanted.view().size())) return nil();
  std::string out;
  std::size_t from = 0;
  for (auto at = find_text(text.view(), wanted.view()); at != std::string_view::npos;
       at = find_text(text.view(), wanted.view(), from)) {
    if (!state.spend(price::item)) return nil();
    out.append(text.view(), from, at - from).append(by);
    if (!state.may_hold(out.size()) || !state.spend_copy(by.size())) return nil();
    from = at + wanted.view().size();
  }
  out.append(text.view(), from);
  return state.made_text(std::move(out));
}

value replaced_at(run& state, std::string_view text, std::size_t at, std::size_t length,
                  std::string_view by) {
  if (at == std::string_view::npos) return state.made_text(std::string(text));
  if (!state.may_hold(text.size() + by.size())) return nil();
  return state.made_text(std::string(text.substr(0, at)).append(by).append(text.substr(at + length)));
}

value replaced_first(run& state, const json& input, const arguments& given, std::string_view by) {
  const shown_text text(state, input);
  const auto wanted = given.text(state, 0);
  if (!state.spend_search(text.view().size(), wanted.view().size())) return nil();
  return replaced_at(state, text.view(), find_text(text.view(), wanted.view()), wanted.view().size(), by);
}

value replaced_last(run& state, const json& input, const arguments& given, std::string_view by) {
  const shown_text text(state, input);
  const auto wanted = given.text(state, 0);
  if (!state.spend_scan(3 * (text.view().size() + wanted.view().size()))) return nil();
  return replaced_at(state, text.view(), find_last_text(text.view(), wanted.view()), wanted.view().size(),
                     by);
}

value replace(run& state, const value& input, const arguments& given) {
  return replaced(state, *input, given, given.text(state, 1).view());
}

value replace_first(run& state, const value& input, const arguments& given) {
  return replaced_first(state, *input, given, given.text(state, 1).view());
}

value replace_last(run& state, const value& input, const arguments& given) {
  return replaced_last(state, *input, given, given.text(state, 1).view());
}

value remove(run& state, const value& input, const arguments& given) {
  return replaced(state, *input, given, {});
}

value remove_first(run& state, const value& input, const arguments& given) {
  return replaced_first(state, *input, given, {});
}

value remove_last(run& state, const value& input, const arguments& given) {
  return replaced_last(state, *input, given, {});
}

constexpr filter table[] = {
    {"remove", {1, 1}, remove},
    {"remove_first", {1, 1}, remove_first},
    {"remove_last", {1, 1}, remove_last},
    {"replace", {1, 2}, replace},
    {"replace_first", {1, 2}, replace_first},
    {"replace_last", {1, 2}, replace_last},
};

}  // namespace

std::span<const filter> replacing() noexcept {
  return table;
}

}  // namespace carillon::liquid::filters
