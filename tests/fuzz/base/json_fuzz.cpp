// parse_json: what it takes, it writes back and reads again as the same; what it takes is UTF-8.
#include "base/json.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

void run(std::string_view input) {
  std::string escaped = "\"";
  append_json_escaped(escaped, input);
  const auto text = parse_json(escaped += '"');
  demand(text.has_value() == is_valid_utf8(input), "an escaped text parses iff it is UTF-8");
  if (text) demand(*text == input, "an escaped text reads as itself");

  const auto parsed = parse_json(input, {.max_bytes = 1 << 16, .max_depth = 16, .max_values = 1000});
  if (!parsed) return;
  demand(is_valid_utf8(input), "JSON is UTF-8");
  const auto written = dump_json(*parsed);
  const auto again = parse_json(written);
  demand(again && *again == *parsed, "JSON survives being written and read");
}

const registration here({.name = "json", .run = run});

}  // namespace
}  // namespace carillon::fuzz
