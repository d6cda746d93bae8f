// The shape of FCM's `messages:send` body, as a tree of tables: proto google.firebase.fcm.v1 written down by
// hand from its reference. Read by message_check. Constant data.
#pragma once

#include <span>
#include <string_view>

namespace carillon::sandbox {

enum class field_kind : std::uint8_t {
  text,
  boolean,
  integer,
  number,
  duration,   ///< "3.5s"
  time,       ///< RFC 3339
  choice,     ///< one of `choices`, any case
  text_map,   ///< {string: string}
  text_list,  ///< [string]
  duration_list,
  any_object,  ///< google.protobuf.Struct
  message,     ///< another table
};

struct message_schema;

struct schema_field {
  std::string_view name;  ///< snake_case; lowerCamelCase is accepted too, as proto JSON does
  field_kind kind;
  const message_schema* nested = nullptr;          ///< for message
  std::span<const std::string_view> choices = {};  ///< for choice
};

struct message_schema {
  std::span<const schema_field> fields;
  /// Null when unknown.
  const schema_field* find(std::string_view snake_name) const noexcept;
};

/// The request: validate_only and message.
const message_schema& send_request_schema() noexcept;

}  // namespace carillon::sandbox
