// What there is to know of a provider without an account: numbers, names and limits. A constexpr each, in the
// provider's own folder; the catalogue lists them. Pure data.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/redaction.hpp"
#include "base/vocabulary.hpp"
#include "providers/answer.hpp"

namespace carillon::providers {

enum class wire : std::uint8_t {
  https,  ///< HTTP/2 where ALPN offers it, else HTTP/1.1
  smtp,
};

/// What becomes of a delivery whose request may have been processed.
enum class in_doubt : std::uint8_t {
  resend,  ///< it is sent again, with the same ids
  leave,   ///< at most once: an intent is committed before it goes out, and no answer means `unknown`
};

enum class reached_by : std::uint8_t { device, subscription, mailbox, phone, hook };

/// Ceilings of one account, a second; 0: none known.
struct rate {
  std::uint32_t items = 0;
  std::uint32_t requests = 0;
};

/// A key in overrides.providers that means this provider; the first one is its own.
using override_keys = std::span<const std::string_view>;

struct traits {
  provider via = provider::none;
  channel over = channel::mobile_push;
  std::string_view kind;  ///< of its integration; label in metrics
  reached_by address = reached_by::device;
  wire transport = wire::https;
  in_doubt doubt = in_doubt::resend;
  bool is_asked =
      false;  ///< of in_doubt::leave: what became of a message is asked before it is told as unknown
  std::size_t most_items = 1;  ///< of one request
  std::size_t most_bytes = 0;  ///< of one request's body; 0: no limit but fill()'s own
  rate ceiling{};
  /// Between two requests to what the provider counts as one address (account::paced_as), at least.
  std::chrono::milliseconds spacing{0};
  /// What a request may take from when it leaves; 0: `providers.request_timeout`. Where it is minutes, an
  /// origin gets no more than `most_in_flight` requests of a worker at a time (0: no such limit): who waits
  /// for it must not keep others from being served.
  std::chrono::milliseconds timeout{0};
  std::size_t most_in_flight = 0;
  bool needs_integration = true;        ///< false: its addresses say all there is to know (hooks)
  bool needs_profile = false;           ///< item::who is filled in
  std::span<const answer_row> answers;  ///< appended to, never reordered: their numbers rest in events
  override_keys overrides;
  std::size_t most_override = 16 * 1024;  ///< bytes of an override, as compact JSON
  std::string_view natural_key;  ///< field of the config that tells two integrations apart; empty: one a kind
  secret_fields secrets;         ///< what GET masks
  /// Fields of the config that are called: they pass the guard when saved. And fields that are bare hosts.
  std::span<const std::string_view> urls, hosts;
  /// JSON pointers to what is called of a token that users register.
  std::span<const std::string_view> token_urls;
  /// JSON pointer to what names, in a token, the workspace that its owner installed: the engine lends the
  /// address' details that workspace's `access_token`. Empty: tokens stand for themselves.
  std::string_view workspace;
  bool calls_back = false;  ///< item::callback_url is filled in; row::read_callback reads what comes
  std::string_view signature_header;  ///< of such a call, lower case; empty: none
  /// Of a response, lower case: what wire_response keeps of it.
  std::span<const std::string_view> kept_headers;
  /// Names of its origins in the settings, `providers.origins.<place>`: what destination::place may be.
  std::span<const std::string_view> places;
};

}  // namespace carillon::providers
