// Identifiers: UUIDs with a type of their own each, so that a user id can never be passed for a broadcast id.
// New records get UUIDv7 (they sort by time); derived ones UUIDv8 (they never need storing). No I/O, any
// thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace carillon {

/// 16 bytes in network order (RFC 9562).
struct uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const uuid&) const = default;
  bool is_nil() const noexcept { return *this == uuid{}; }
  /// Lower-case canonical text, 36 characters.
  std::string to_string() const;
  /// The 16 bytes as text, as they stand in Redis keys' values and packed records.
  std::string_view raw() const noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  /// Writes the 36 characters of the canonical text at `out`; no terminator.
  void write_to(char* out) const noexcept;

  /// Canonical form only, either case; anything else is invalid_argument.
  static result<uuid> parse(std::string_view text);
  /// Exactly 16 bytes, else corrupted.
  static result<uuid> from_raw(std::string_view sixteen_bytes);
  /// A time-ordered UUID (version 7) of `now` with 74 random bits.
  static uuid v7(timestamp now);
  /// The first 16 bytes of a digest, stamped as version 8.
  static uuid v8(std::span<const std::uint8_t> digest) noexcept;
};

/// A uuid with a meaning. Tag is any incomplete type.
template <class Tag>
struct id {
  uuid value{};
  auto operator<=>(const id&) const = default;
  std::string to_string() const { return value.to_string(); }
  std::string_view raw() const noexcept { return value.raw(); }
  static result<id> parse(std::string_view text) {
    auto parsed = uuid::parse(text);
    if (!parsed) return parsed.error();
    return id{*parsed};
  }
  static id make(timestamp now) { return id{uuid::v7(now)}; }
};

using project_id = id<struct project_tag>;
using user_id = id<struct user_tag>;
using broadcast_id = id<struct broadcast_tag>;
using notification_id = id<struct notification_tag>;
using delivery_id = id<struct delivery_tag>;
using token_id = id<struct token_tag>;
using integration_id = id<struct integration_tag>;
using event_id = id<struct event_tag>;
using jwt_id = id<struct jwt_tag>;

}  // namespace carillon

template <>
struct std::hash<carillon::uuid> {
  std::size_t operator()(const carillon::uuid& value) const noexcept {
    return std::hash<std::string_view>{}(value.raw());
  }
};
template <class Tag>
struct std::hash<carillon::id<Tag>> {
  std::size_t operator()(const carillon::id<Tag>& value) const noexcept {
    return std::hash<carillon::uuid>{}(value.value);
  }
};
