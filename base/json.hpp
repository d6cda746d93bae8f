// JSON at the edges: strict parsing of hostile text into nlohmann::json, and a fast escaper for the hot path.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json_object.hpp"

namespace carillon {

/// Objects keep the order in which their members came.
using json = nlohmann::basic_json<json_object>;

/// What becomes of an integer that 64 bits cannot hold. A double would change its digits.
enum class wide_integers {
  refused,  ///< the text is malformed, and the error names the number
  as_text,  ///< its digits, as a string: for senders who cannot be told to send a string
};

struct json_limits {
  std::size_t max_bytes = 1 << 20;
  std::size_t max_depth = 32;        ///< counted before recursion: [[[… of any length costs no stack
  std::size_t max_values = 200'000;  ///< every scalar, array, object and key
  wide_integers wide = wide_integers::refused;
};

/// Strict RFC 8259: valid UTF-8, no BOM, no comments, no NaN, no trailing bytes, no duplicate keys, numbers
/// within double range and integers within 64 bits, surrogates paired. Errors: too_large past a limit, else
/// invalid_argument with a sentence fit for an API error.
result<json> parse_json(std::string_view text, const json_limits& limits = {});
/// Compact text; strings are valid UTF-8 by construction (parse_json checked them).
std::string dump_json(const json& value);
/// The same with every object's members in alphabetical order: equal for equal values, so fit for a digest.
std::string canonical_json(const json& value);
/// Appends `text` as the inside of a JSON string (no quotes), escaping what RFC 8259 demands.
void append_json_escaped(std::string& out, std::string_view text);
/// True iff `text` is well-formed UTF-8 (no surrogates, no overlong forms).
bool is_valid_utf8(std::string_view text) noexcept;

/// The member of that name; a null value when there is none, or `object` is not one.
const json& member_of(const json& object, std::string_view name) noexcept;
/// The text of the member of that name; empty when it is not a text.
std::string text_of(const json& object, std::string_view name);

}  // namespace carillon
