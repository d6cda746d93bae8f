// Text from elsewhere: provider words made fit for events, lines of an import.
#include <vector>

#include "base/json.hpp"
#include "providers/answer.hpp"
#include "providers/catalogue.hpp"
#include "store/import_line.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

store::token_kinds kinds() {
  static const auto all = [] {
    std::vector<store::token_kind> made;
    for (const auto& row : providers::catalogue()) {
      if (row.token_rule != nullptr) made.push_back({row.facts.kind, row.facts.via, row.token_rule()});
    }
    return made;
  }();
  return all;
}

void run(std::string_view input) {
  const auto shown = providers::sanitised(input);
  demand(shown.size() <= 200 && is_valid_utf8(shown), "sanitised text is short and UTF-8");
  (void)store::parse_import_line(input, kinds());
}

const registration here({.name = "text", .run = run});

}  // namespace
}  // namespace carillon::fuzz
