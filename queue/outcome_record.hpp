// The packed form of outcomes: 16 bytes a delivery, kept as they are in the event stream and expanded into
// REST events on read (queue.md 2.8, 2.13). A recipient's deliveries stand together; the last one closes the
// group and carries the recipient's own state, so that per partition: groups with state s == counter s ==
// bytes s.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/vocabulary.hpp"

namespace carillon::queue {

/// One delivery's result. Layout, little-endian:
///   0  u16 offset of the recipient in its job (bits 0-8) | last of its recipient (bit 15)
///   2  u8  delivery state (low nibble) | recipient state, on the last only (high nibble)
///   3  u8  attempt 1…15 (low nibble) | low bits of the provider's number (high nibble)
///   4  u16 code: the provider's status, 0 when none answered (bits 0-11) | high bits of its number (12-15)
///   6  u16 reason: row of the provider's answer table, 0 = none; an own_reason where no provider is named or
///      none answered, and with bit 15
///   8  u64 token hash: first 8 bytes of SHA-256(token), big-endian as read; 0 when there is no address
struct delivery_record {
  std::uint16_t offset = 0;
  bool is_last = true;
  delivery_state state = delivery_state::pending;
  delivery_state recipient_state = delivery_state::pending;  ///< meaningful iff is_last
  std::uint8_t attempt = 1;
  provider via = provider::none;
  std::uint16_t code = 0;
  std::uint16_t reason = 0;
  std::uint64_t token_hash = 0;
  bool operator==(const delivery_record&) const = default;
};
inline constexpr std::size_t packed_size = 16;

/// Reasons that are ours, not a provider's (provider::none, or checks made before sending).
enum class own_reason : std::uint16_t {
  none = 0,
  no_address = 1,         ///< the user has no active token on this channel
  user_deleted = 2,       ///< a hole in the numbering. Not shown as an event, not counted as a recipient
  no_integration = 3,     ///< tokens, but no integration that could serve them
  expired = 4,            ///< older than its life before it could be sent
  retries_exhausted = 5,  ///< the last attempt asked for another
  payload_too_large = 6,  ///< refused by us before sending
  revocation_held =
      7,  ///< mass-failure guard: dead answers look like a wrong environment, the token was kept
  provider_not_built = 8,  ///< an integration of a provider that this version cannot deliver through
  condition = 9,           ///< the step's condition did not hold
  condition_failed = 10,   ///< it could not be evaluated
  muted = 11,              ///< the user switched this category off on this channel
  category_disabled = 12,  ///< the category's delivery plan is switched off
  invalid_override = 13,   ///< refused by us before sending: a field of the override that cannot be sent
  in_doubt = 14,           ///< once at most: announced by a worker that died before it told what came of it
  invalid_address = 15,    ///< nothing can be sent to it: not an address, or it cannot be opened
  suppressed = 16,         ///< the address is on the project's suppression list
  cancelled = 19,          ///< the broadcast was cancelled before it was sent
  discarded = 32,          ///< its job died, and an operator gave it up (`carillon dead discard`)
};

/// Of delivery_record::reason: it is ours, though a provider answered.
inline constexpr std::uint16_t own_reason_bit = 0x8000;
/// As delivery_record::reason has it beside that provider's `code`.
std::uint16_t to_reason(own_reason why, std::uint16_t code) noexcept;
/// None when the reason is a row of the provider's answers.
std::optional<own_reason> own_reason_of(const delivery_record& record) noexcept;

void append_packed(std::string& out, const delivery_record& record);
/// `corrupted` unless a multiple of 16 bytes that closes its last group.
result<std::vector<delivery_record>> unpack_records(std::string_view packed);

/// Provider's own words for records that did not go well, beside the packed ones: index → text (≤ 200 bytes).
struct record_text {
  std::uint16_t index = 0;  ///< position of the record in its entry
  std::string text;
};
/// u16 index | u8 length | bytes, repeated.
std::string pack_texts(const std::vector<record_text>& texts);
result<std::vector<record_text>> unpack_texts(std::string_view packed);

}  // namespace carillon::queue
