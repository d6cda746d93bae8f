// Templates and conditions: the first line holds the variables, the rest is the source. Renders stay in their
// limits; what renders once renders the same again.
#include "base/json.hpp"
#include "liquid/program.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

constexpr liquid::limits small{.max_work = 100'000, .max_output = 4096};

/// Of the variables and of bytes that are no text.
json variables_of(std::string_view text) {
  auto parsed = parse_json(text);
  auto variables = parsed && parsed->is_object() ? std::move(*parsed) : json::object();
  variables["raw"] = std::string(text);
  return variables;
}

void run(std::string_view input) {
  const auto [first, rest] = first_line(input);
  const auto variables = variables_of(first);
  const auto source = rest.empty() ? first : rest;
  if (const auto program = liquid::program::parse(source)) {
    const auto output = program->render(variables, small);
    demand(!output || output->size() <= small.max_output, "an output keeps its limit");
    const auto again = program->render(variables, small);
    demand(output.has_value() == again.has_value(), "a render ends alike each time");
  }
  if (const auto condition = liquid::condition::parse(source)) {
    (void)condition->holds(variables, small);
  }
}

const registration here({.name = "template", .run = run});

}  // namespace
}  // namespace carillon::fuzz
