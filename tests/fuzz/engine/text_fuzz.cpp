// Text from elsewhere: provider words made fit for events, lines of an import.
#include "base/json.hpp"
#include "providers/answer.hpp"
#include "store/import_line.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

void run(std::string_view input) {
  const auto shown = providers::sanitised(input);
  demand(shown.size() <= 200 && is_valid_utf8(shown), "sanitised text is short and UTF-8");
  (void)store::parse_import_line(input);
}

const registration here({.name = "text", .run = run});

}  // namespace
}  // namespace carillon::fuzz
