// What a chunk is worked on with, and one delivery of it. Gathered by the chunk_opener, held as long as the
// chunk is open. Plain data.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/chunks/fates.hpp"
#include "engine/content/wording.hpp"
#include "engine/routing/routes.hpp"
#include "providers/address.hpp"
#include "queue/outcome_record.hpp"
#include "store/recipients.hpp"

namespace carillon::engine {

/// An address that is no device token: opened, or out of a profile.
struct known_address {
  provider whose = provider::none;  ///< none: any account of the channel may deliver to it
  std::string text;
  json details;  ///< of a sealed token: what it holds; else null
  std::uint64_t hash = 0;
  std::uint32_t generation = 0;
  queue::own_reason unusable = queue::own_reason::none;  ///< why nothing can be sent to it
  std::string callback_url;                              ///< of providers that call back
};

struct chunk_materials {
  std::optional<std::chrono::milliseconds> closed_for{};  ///< nothing else was read: chunk::stay_closed()
  bool is_cancelled = false;    ///< nothing is to be sent: recipients without a fate are skipped
  std::int64_t expires_ms = 0;  ///< Redis' clock; no delivery starts after it
  /// The same clock; after it, none waits any longer for an origin that its address brought.
  std::int64_t foreign_expires_ms = 0;
  std::shared_ptr<const engine::routes> routes;
  std::vector<store::recipient> recipients;  ///< those without a terminal outcome
  fates decided;                             ///< one of the recipients each, or empty: nothing is decided
  std::vector<std::vector<known_address>> addresses;  ///< the same; beside their device tokens
  std::vector<store::user> people;                    ///< the same; where some account's requests name them
  std::vector<std::string> unsubscribe_urls;          ///< the same; of e-mail
  chunk_wording words;
};

/// One address to be sent to.
struct delivery_task {
  const store::recipient* who = nullptr;
  providers::address to;
  std::uint64_t hash = 0;        ///< of the address; never 0
  std::uint32_t generation = 0;  ///< of a token: its registration
  provider whose = provider::none;
  queue::own_reason unusable = queue::own_reason::none;
  std::string_view callback_url;
  bool is_in_doubt = false;   ///< somebody announced it, and nobody knows whether it was sent
  std::uint32_t group = 0;    ///< its recipient
  std::uint32_t hop = 0;      ///< how many accounts were asked in vain
  const route* by = nullptr;  ///< who is asked

  /// Null when there is nobody, or nobody any more.
  sender* asked() const noexcept { return hop < by->size() ? (*by)[hop] : nullptr; }
  bool has_next() const noexcept { return hop + 1 < by->size(); }
};

}  // namespace carillon::engine
