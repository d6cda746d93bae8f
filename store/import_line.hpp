// One line of an import: JSON to a user and its device tokens, held to the rules of the API. Pure.
//   {"external_id"?, "email"?, "first_name"?, "last_name"?, "phone_numbers"?: [], "custom_attributes"?: {},
//    "<kind of tokens>"?: [{"device_token", …}]}
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/schema.hpp"
#include "store/device_token.hpp"
#include "store/user.hpp"

namespace carillon::store {

/// Tokens that a line may bring: who saves them knows of them (the providers' catalogue).
struct token_kind {
  std::string_view name;  ///< key of the line
  provider via;
  schema::rule payload;
};
using token_kinds = std::span<const token_kind>;

struct import_line {
  user_fields user;
  std::vector<device_token> tokens;
};

struct line_refusal {
  std::string field;   ///< "apns.0.device_token"; "(line)" for what is no JSON object
  std::string reason;  ///< "should have at least 64 characters"; never quotes the value
  bool operator==(const line_refusal&) const = default;
};

struct bad_line {
  std::uint64_t number = 0;  ///< from 1
  line_refusal why;
  bool operator==(const bad_line&) const = default;
};

std::variant<import_line, line_refusal> parse_import_line(std::string_view text, token_kinds kinds);

}  // namespace carillon::store
