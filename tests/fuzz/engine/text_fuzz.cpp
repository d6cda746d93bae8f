// Text for banners: Markdown taken away, provider words made fit for events, lines of an import.
#include "base/json.hpp"
#include "engine/markdown_text.hpp"
#include "providers/answer.hpp"
#include "store/import_line.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

void run(std::string_view input) {
  const auto plain = engine::strip_markdown(input);
  demand(plain.size() <= input.size(), "stripping never grows a text");
  demand(is_valid_utf8(plain) || !is_valid_utf8(input), "stripping keeps UTF-8");
  const auto shown = providers::sanitised(input);
  demand(shown.size() <= 200 && is_valid_utf8(shown), "sanitised text is short and UTF-8");
  (void)store::parse_import_line(input);
}

const registration here({.name = "text", .run = run});

}  // namespace
}  // namespace carillon::fuzz
