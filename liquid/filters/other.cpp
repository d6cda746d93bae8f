// default, date, json.
#include "liquid/date_parser.hpp"
#include "liquid/filters/tables.hpp"
#include "liquid/strftime.hpp"

namespace carillon::liquid::filters {
namespace {

/// nil, false and the empty give way; allow_false: true keeps false.
value default_to(run&, const value& input, const arguments& given) {
  const bool is_kept_false = input->is_boolean() && given.is_set("allow_false");
  if ((is_truthy(*input) && !is_empty(*input)) || is_kept_false) return input;
  return given.has(0) ? given.positional[0] : nil();
}

/// What is no date stays as it is, as in Liquid.
value date(run& state, const value& input, const arguments& given) {
  constexpr std::size_t reading = 600;  ///< what a date costs, and a byte of a pattern at most
  constexpr std::size_t writing = 40;
  constexpr std::size_t longest = 64 * 1024;
  const auto pattern = given.text(state, 0);
  if (!state.spend(reading + pattern.view().size() * writing)) return nil();
  const auto found = to_date(*input);
  if (!found || !given.has(0)) return input;
  auto written = format_date(*found, pattern.view(), longest);
  return written ? state.made_text(std::move(*written)) : nil();
}

value json_text(run& state, const value& input, const arguments&) {
  constexpr std::size_t passes = 10;  // escaping a byte is dearer than copying it
  return state.spend_content(*input, passes) ? state.made_text(dump_json(*input)) : nil();
}

constexpr filter table[] = {
    {"date", {1, 1}, date},
    {"default", {0, 1}, default_to, "allow_false"},
    {"json", {}, json_text},
};

}  // namespace

std::span<const filter> other() noexcept {
  return table;
}

}  // namespace carillon::liquid::filters
