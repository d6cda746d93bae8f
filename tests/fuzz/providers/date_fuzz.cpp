// Retry-After and RFC 3339.
#include "base/clock.hpp"
#include "providers/answer.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

void run(std::string_view input) {
  const auto at = from_unix_ms(1'800'000'000'000);
  if (const auto wait = providers::parse_retry_after(input, at)) {
    demand(wait->count() >= 0 && *wait <= std::chrono::hours(1), "a wait is 0 to one hour");
  }
  const auto time = parse_rfc3339(input);
  if (!time) return;
  const auto again = parse_rfc3339(to_rfc3339(*time));
  demand(again && *again == *time, "a time survives being written and read");
}

const registration here({.name = "date", .run = run});

}  // namespace
}  // namespace carillon::fuzz
