// append, prepend, case, trimming, truncating, replacing.
#include "liquid/characters.hpp"
#include "liquid/filters/tables.hpp"

namespace carillon::liquid::filters {
namespace {

value append(run& state, const value& input, const arguments& given) {
  return state.made_text(text_of(state, *input) + given.text(state, 0));
}

value prepend(run& state, const value& input, const arguments& given) {
  return state.made_text(given.text(state, 0) + text_of(state, *input));
}

value upcase(run& state, const value& input, const arguments&) {
  return state.made_text(to_upper(text_of(state, *input)));
}

value downcase(run& state, const value& input, const arguments&) {
  return state.made_text(to_lower(text_of(state, *input)));
}

value capitalize(run& state, const value& input, const arguments&) {
  const auto text = text_of(state, *input);
  const auto first = first_character(text);
  return state.made_text(to_upper(std::string_view(text).substr(0, first)) +
                         to_lower(std::string_view(text).substr(first)));
}

value strip(run& state, const value& input, const arguments&) {
  return state.made_text(std::string(trimmed(text_of(state, *input))));
}

value lstrip(run& state, const value& input, const arguments&) {
  return state.made_text(std::string(trimmed_left(text_of(state, *input))));
}

value rstrip(run& state, const value& input, const arguments&) {
  return state.made_text(std::string(trimmed_right(text_of(state, *input))));
}

value strip_newlines(run& state, const value& input, const arguments&) {
  auto text = text_of(state, *input);
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
  return state.made_text(std::move(text));
}

std::size_t not_negative(std::int64_t number) {
  return number < 0 ? 0 : static_cast<std::size_t>(number);
}

/// truncate: 10, '…': the length counts the ellipsis too.
value truncate(run& state, const value& input, const arguments& given) {
  auto text = text_of(state, *input);
  const auto longest = not_negative(given.integer(0, 50));
  const auto ellipsis = given.text(state, 1, "...");
  if (count_characters(text) <= longest) return state.made_text(std::move(text));
  const auto dots = count_characters(ellipsis);
  text.resize(bytes_of(text, longest > dots ? longest - dots : 0));
  return state.made_text(text + ellipsis);
}

value truncatewords(run& state, const value& input, const arguments& given) {
  const auto text = text_of(state, *input);
  const auto most = std::max<std::size_t>(not_negative(given.integer(0, 15)), 1);
  const auto ellipsis = given.text(state, 1, "...");
  std::string kept;
  auto rest = trimmed_left(text);
  for (std::size_t words = 0; !rest.empty(); ++words) {
    if (words == most) return state.made_text(kept + ellipsis);
    std::size_t length = 0;
    while (length < rest.size() && !is_space(rest[length])) ++length;
    if (words > 0) kept += ' ';
    kept += rest.substr(0, length);
    rest = trimmed_left(rest.substr(length));
  }
  return state.made_text(text);
}

/// Stops growing as soon as the result is longer than an output may be.
value replaced(run& state, const value& input, const arguments& given, std::string_view by, bool only_first) {
  const auto text = text_of(state, *input);
  const auto wanted = given.text(state, 0);
  if (wanted.empty()) return state.made_text(text);
  std::string out;
  std::size_t from = 0;
  for (auto at = find_text(text, wanted); at != std::string::npos; at = find_text(text, wanted, from)) {
    out.append(text, from, at - from);
    out += by;
    if (!state.may_hold(out.size())) return nil();
    from = at + wanted.size();
    if (only_first) break;
  }
  out.append(text, from);
  return state.made_text(std::move(out));
}

value replace(run& state, const value& input, const arguments& given) {
  return replaced(state, input, given, given.text(state, 1), false);
}

value replace_first(run& state, const value& input, const arguments& given) {
  return replaced(state, input, given, given.text(state, 1), true);
}

value remove(run& state, const value& input, const arguments& given) {
  return replaced(state, input, given, {}, false);
}

value remove_first(run& state, const value& input, const arguments& given) {
  return replaced(state, input, given, {}, true);
}

constexpr filter table[] = {
    {"append", {1, 1}, append},
    {"capitalize", {}, capitalize},
    {"downcase", {}, downcase},
    {"lstrip", {}, lstrip},
    {"prepend", {1, 1}, prepend},
    {"remove", {1, 1}, remove},
    {"remove_first", {1, 1}, remove_first},
    {"replace", {1, 2}, replace},
    {"replace_first", {1, 2}, replace_first},
    {"rstrip", {}, rstrip},
    {"strip", {}, strip},
    {"strip_newlines", {}, strip_newlines},
    {"truncate", {0, 2}, truncate},
    {"truncatewords", {0, 2}, truncatewords},
    {"upcase", {}, upcase},
};

}  // namespace

std::span<const filter> text() noexcept {
  return table;
}

}  // namespace carillon::liquid::filters
