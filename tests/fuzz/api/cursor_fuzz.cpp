// Page cursors: whatever a client sends, only what encode() made is taken. No position is empty or long.
#include "api/http/cursor.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

void run(std::string_view input) {
  static const api::cursor_codec codec(secret("a key nobody knows"));
  const api::cursor_scope scope{{}, "/v2/events"};
  demand(!codec.decode(scope, input), "nobody guesses a cursor");
  constexpr std::size_t longest_position = 256;
  if (input.empty() || input.size() > longest_position) return;
  const auto made = codec.encode(scope, input);
  const auto read = codec.decode(scope, made);
  demand(read && *read == input, "a cursor leads back to its position");
  demand(!codec.decode({{}, "/v2/users"}, made), "a cursor is good in its own list only");
}

const registration here({.name = "cursor", .run = run});

}  // namespace
}  // namespace carillon::fuzz
