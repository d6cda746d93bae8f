// One line of an import: JSON to a user and its device tokens, held to the rules of the API
// (base/field_checks.hpp). Pure.
//   {"external_id"?, "email"?, "first_name"?, "last_name"?, "phone_numbers"?: [], "custom_attributes"?: {},
//    "apns"?: [{"device_token", "app_id"?, "installation_id"?}], "fcm"?: [{"device_token",
//    "installation_id"?}]}
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "store/device_token.hpp"
#include "store/user.hpp"

namespace carillon::store {

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

std::variant<import_line, line_refusal> parse_import_line(std::string_view text);

}  // namespace carillon::store
