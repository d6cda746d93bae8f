// Carillon before the judges: the variables on the first line, then a case a line; its output, or null for an
// error, a line.
#include <iostream>
#include <string>

#include "liquid/program.hpp"

namespace {

using carillon::json;

json output_of(const json& variables, const std::string& source) {
  const auto parsed = carillon::liquid::program::parse(source);
  if (!parsed) return nullptr;
  auto output = parsed->render(variables);
  return output ? json(std::move(*output)) : json();
}

}  // namespace

int main() {
  std::string line;
  std::getline(std::cin, line);
  const auto variables = carillon::parse_json(line).value();
  while (std::getline(std::cin, line)) {
    const auto source = carillon::text_of(carillon::parse_json(line).value(), "source");
    std::cout << carillon::dump_json(output_of(variables, source)) << '\n';
  }
}
