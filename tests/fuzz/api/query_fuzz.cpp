// Query strings, percent-encoding, base64 and hex, traceparent.
#include "api/http/query.hpp"
#include "api/http/trace_parent.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

/// Strict decoders take each value in one spelling only.
void check_encodings(std::string_view input) {
  if (const auto bytes = base64url_decode(input)) demand(base64url_encode(*bytes) == input, "base64url");
  if (const auto bytes = base64_decode(input)) demand(base64_encode(*bytes) == input, "base64");
  if (const auto bytes = hex_decode(input)) demand(hex_decode(hex_encode(*bytes)).value() == *bytes, "hex");
  demand(base64url_decode(base64url_encode(input)).value() == input, "base64url of anything");
  demand(base64_decode(base64_encode(input)).value() == input, "base64 of anything");
  demand(hex_decode(hex_encode(input)).value() == input, "hex of anything");
  const auto decoded = percent_decode(percent_encode(input));
  const bool has_nul = input.find('\0') != std::string_view::npos;
  demand(has_nul ? !decoded : decoded && *decoded == input, "percent-encoding of anything without NUL");
}

void run(std::string_view input) {
  check_encodings(input);
  const auto trace = api::trace_id_of(input);
  demand(trace.empty() || trace.size() == 32, "a trace id has 32 digits");
  const auto query = api::query_parameters::parse(input);
  if (!query) return;
  for (const auto& [name, value] : query->all()) {
    demand(query->has(name) && query->get(name) == value, "a parameter is found by its name");
    demand(is_valid_utf8(name) && is_valid_utf8(value), "parameters are UTF-8");
  }
}

const registration here({.name = "query", .run = run});

}  // namespace
}  // namespace carillon::fuzz
