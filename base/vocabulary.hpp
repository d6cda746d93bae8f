// The five words, as types: a broadcast becomes one notification per user, a notification one delivery per
// channel and address, a delivery ends in exactly one outcome, every outcome is an event. Shared by every
// folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace carillon {

/// How a user is reached. The numbers stand in Redis: never renumber.
enum class channel : std::uint8_t {
  in_app = 1,
  mobile_push = 2,
  web_push = 3,
  email = 4,
  sms = 5,
  slack = 6,
  teams = 7
};
inline constexpr auto last_channel = channel::teams;
std::string_view to_string(channel value) noexcept;  ///< as in the API: "mobile_push"
std::optional<channel> parse_channel(std::string_view text) noexcept;
std::vector<std::string_view> channel_names();  ///< all, by number

/// Who delivers. The numbers stand in packed events (8 bits): never renumber.
enum class provider : std::uint8_t {
  none = 0,  ///< no provider was asked: skipped, expired before sending
  apns = 1,
  fcm = 2,
  expo = 3,
  web_push = 4,
  ses = 5,
  sendgrid = 6,
  mailgun = 7,
  ping_email = 8,
  smtp = 9,
  twilio = 10,
  slack = 11,
  teams = 12,
  inbox = 13,
  webhook = 14,
};
inline constexpr auto last_provider = provider::webhook;
std::string_view to_string(provider value) noexcept;

/// Where a recipient (in a job's outcome bytes) or a delivery (in a packed event) stands. queue.md 2.8.
enum class delivery_state : std::uint8_t {
  pending = 0,    ///< nothing happened yet
  intent = 1,     ///< at-most-once channels: about to be sent
  delivered = 2,  ///< accepted by the provider. Terminal.
  failed = 3,     ///< permanently. Terminal.
  retry = 4,      ///< to be attempted again
  skipped = 5,    ///< no address, no integration, opted out, user deleted. Terminal.
  expired = 6,    ///< too old to be worth sending. Terminal.
  revoked = 7,    ///< the address is dead; its token was discarded. Terminal.
  unknown = 8,    ///< at-most-once channel, ambiguous answer. Terminal.
};
inline constexpr auto last_delivery_state = delivery_state::unknown;
std::string_view to_string(delivery_state value) noexcept;
constexpr bool is_terminal(delivery_state value) noexcept {
  return value != delivery_state::pending && value != delivery_state::intent &&
         value != delivery_state::retry;
}

/// Urgency class of a job: up to 10 recipients, up to 1000, more. Polled 8:4:1.
enum class lane : std::uint8_t { high, standard, bulk };
std::string_view to_string(lane value) noexcept;  ///< "hi", "std", "bulk": the names in Redis keys

}  // namespace carillon
