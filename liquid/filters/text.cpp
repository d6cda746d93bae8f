// append, prepend, case, trimming, truncating.
#include "liquid/characters.hpp"
#include "liquid/filters/tables.hpp"
#include "liquid/letter_case.hpp"

namespace carillon::liquid::filters {
namespace {

/// Case is changed character by character, by rules: what that costs for a byte.
constexpr std::size_t case_rate = 6;

value joined(run& state, std::string_view front, std::string_view back) {
  if (!state.may_hold(front.size() + back.size())) return nil();
  std::string out;
  out.reserve(front.size() + back.size());
  out.append(front).append(back);
  return state.made_text(std::move(out));
}

value append(run& state, const value& input, const arguments& given) {
  const shown_text text(state, *input);
  return joined(state, text.view(), given.text(state, 0).view());
}

value prepend(run& state, const value& input, const arguments& given) {
  const shown_text text(state, *input);
  return joined(state, given.text(state, 0).view(), text.view());
}

value upcase(run& state, const value& input, const arguments&) {
  const shown_text text(state, *input);
  return state.spend_scan(text.view().size() * case_rate) ? state.made_text(to_upper(text.view())) : nil();
}

value downcase(run& state, const value& input, const arguments&) {
  const shown_text text(state, *input);
  return state.spend_scan(text.view().size() * case_rate) ? state.made_text(to_lower(text.view())) : nil();
}

value capitalize(run& state, const value& input, const arguments&) {
  const shown_text text(state, *input);
  const auto all = text.view();
  if (!state.spend_scan(all.size() * case_rate)) return nil();
  const auto first = first_character(all);
  return state.made_text(to_upper(all.substr(0, first)) + to_lower(all.substr(first)));
}

value trimmed_value(run& state, const json& input, std::string_view (*trim)(std::string_view) noexcept) {
  const shown_text text(state, input);
  const auto kept = trim(text.view());
  if (!state.spend_scan(2 * (text.view().size() - kept.size()))) return nil();
  return state.made_text(std::string(kept));
}

value strip(run& state, const value& input, const arguments&) {
  return trimmed_value(state, *input, stripped);
}

value lstrip(run& state, const value& input, const arguments&) {
  return trimmed_value(state, *input, stripped_left);
}

value rstrip(run& state, const value& input, const arguments&) {
  return trimmed_value(state, *input, stripped_right);
}

/// Every stretch of white space as one space, none at the ends.
value squish(run& state, const value& input, const arguments&) {
  const shown_text text(state, *input);
  if (!state.spend_scan(text.view().size() * 5)) return nil();
  std::string out;
  for (auto rest = stripped(text.view()); !rest.empty(); rest = stripped_left(rest)) {
    if (!out.empty()) out += ' ';
    const auto length = word_length(rest);
    out += rest.substr(0, length);
    rest.remove_prefix(length);
  }
  return state.made_text(std::move(out));
}

std::size_t not_negative(std::int64_t number) {
  return number < 0 ? 0 : static_cast<std::size_t>(number);
}

/// truncate: 10, '…': the length counts the ellipsis too. Looks no further than it keeps.
value truncate(run& state, const value& input, const arguments& given) {
  const shown_text text(state, *input);
  const auto longest = not_negative(given.integer(0, 50));
  const auto ellipsis = given.text(state, 1, "...");
  if (!state.spend_scan(2 * (std::min(text.view().size(), longest) + ellipsis.view().size()))) return nil();
  if (bytes_of(text.view(), longest) == text.view().size())
    return input->is_string() ? input : made(to_text(*input));
  const auto dots = count_characters(ellipsis.view());
  const auto kept = bytes_of(text.view(), longest > dots ? longest - dots : 0);
  return joined(state, text.view().substr(0, kept), ellipsis.view());
}

/// As many words with one space between them, and the ellipsis even when there are no more: both liquidjs and
/// python-liquid have it so.
value truncatewords(run& state, const value& input, const arguments& given) {
  const shown_text text(state, *input);
  const auto most = std::max<std::size_t>(not_negative(given.integer(0, 15)), 1);
  const auto ellipsis = given.text(state, 1, "...");
  std::string kept;
  auto rest = stripped_left(text.view());
  if (!state.spend_scan(2 * (text.view().size() - rest.size()))) return nil();
  std::size_t words = 0;
  for (; words < most && !rest.empty(); ++words) {
    const auto length = word_length(rest);
    const auto behind = stripped_left(rest.substr(length));
    if (!state.spend_scan(2 * (rest.size() - behind.size()) + price::item / 4)) return nil();
    if (words > 0) kept += ' ';
    kept += rest.substr(0, length);
    rest = behind;
  }
  if (words == most) kept += ellipsis.view();
  return state.made_text(std::move(kept));
}

constexpr filter table[] = {
    {"append", {1, 1}, append},     {"capitalize", {}, capitalize},
    {"downcase", {}, downcase},     {"lstrip", {}, lstrip},
    {"prepend", {1, 1}, prepend},   {"rstrip", {}, rstrip},
    {"squish", {}, squish},         {"strip", {}, strip},
    {"truncate", {0, 2}, truncate}, {"truncatewords", {0, 2}, truncatewords},
    {"upcase", {}, upcase},
};

}  // namespace

std::span<const filter> text() noexcept {
  return table;
}

}  // namespace carillon::liquid::filters
