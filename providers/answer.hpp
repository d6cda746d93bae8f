// What a provider's answer means, as data: the classes of providers.md 0 and one row for every documented
// answer. Pure; any thread. Each provider keeps its own table (apns/answers.cpp, fcm/answers.cpp).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/vocabulary.hpp"
#include "net/wire.hpp"

namespace carillon::providers {

/// The engine's vocabulary for answers (providers.md 0).
enum class answer_class : std::uint8_t {
  ok,           ///< accepted; terminal success of the attempt
  retry,        ///< transient: backoff with full jitter
  retry_after,  ///< transient: wait at least the hint, throttle `scope`
  reauth,       ///< drop the cached credential, mint one, try again; the second time in a row it is `config`
  reconnect,    ///< certainly not processed: resend at once on a new connection
  dead,         ///< the address is finished: revoke it (compare-and-set), do not retry
  config,       ///< credential, account or topic: stop this sender, keep messages queued, alert
  payload,      ///< this message can never succeed: drop, no revoke
  ambiguous,    ///< it may have been accepted: resend, the ids make a duplicate collapse
  pending,      ///< accepted, and a receipt will tell more: delivered as far as this attempt goes
  split,        ///< too many or one bad item in it: send the halves apart; of a single item: payload
};
inline constexpr auto last_answer_class = answer_class::split;
std::string_view to_string(answer_class value) noexcept;

/// Whom a wait holds up. Of a `config` row: who is refused. The account unless it says address: then this
/// delivery fails, and others of the sender, which go elsewhere (another workspace, another flow), go on.
enum class throttle_scope : std::uint8_t {
  message,  ///< this delivery alone
  address,  ///< whatever goes to this address
  origin,   ///< whatever this account sends to that origin
  account,  ///< whatever this account sends
};

/// One documented answer. Its position in the table, plus one, is the `reason` in packed events.
struct answer_row {
  int status;               ///< HTTP status; 0 = any
  std::string_view reason;  ///< the provider's code for it, or "" when the status alone decides
  answer_class meaning;
  throttle_scope scope = throttle_scope::message;
  std::chrono::seconds wait{0};  ///< least wait when the answer names none
  unsigned max_attempts = 0;     ///< transient rows that become `payload` at this attempt; 0 = no such limit
};

/// A response classified.
struct answer {
  answer_class meaning = answer_class::ok;
  std::uint16_t reason = 0;  ///< row + 1; 0 = success; 0xffff = not in the table, see text
  std::string text;  ///< the provider's own words, sanitised, ≤ 200 bytes; empty when the row says it all
  std::chrono::milliseconds wait{0};  ///< for retry_after (and any Retry-After seen)
  throttle_scope scope = throttle_scope::message;
  unsigned max_attempts = 0;                  ///< as in the row
  std::optional<std::int64_t> dead_since_ms;  ///< APNs 410: the token is invalid since then
  std::uint16_t part = 0;  ///< of a split: those of one part share the next request; one part: halves
  std::string
      remote_id;  ///< the provider's own id of what it accepted (ticket, message id, sid); often empty
};

/// The reason's name as events show it: "Unregistered"; "" when unknown.
std::string_view reason_name(provider via, std::uint16_t reason) noexcept;
/// All rows of a provider, in the order of their numbers: appended to, never reordered (they rest in events).
std::span<const answer_row> answer_table(provider via) noexcept;

/// Retry-After as integer seconds or HTTP-date (RFC 9110 10.2.3): the wait from `now`, capped at one hour,
/// never negative; nothing when it is absent or unreadable.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value, timestamp now);
/// The answer a row stands for: its class, its wait against the response's Retry-After, its number.
answer make_answer(std::span<const answer_row> table, std::size_t row, const net::wire_response& response,
                   timestamp now);
/// An answer no row describes: by status alone, reason 0xffff, `text` as the provider put it.
answer make_unlisted(const net::wire_response& response, std::string_view text, timestamp now);
/// By status alone: for unknown reasons (unknown 4xx = payload, 5xx = retry, 408/425 = retry, 421 =
/// reconnect, 429 = retry_after, 3xx = config).
answer_class class_of_status(int status) noexcept;
/// Printable UTF-8, one line, at most 200 bytes: provider text fit for an event.
std::string sanitised(std::string_view text);

}  // namespace carillon::providers
