// Which senders serve which address of a project, in which order (rest-contract.md 6, "Routing per channel").
// Made by the sender_registry, held by every open chunk, never changed: a saved integration makes new routes.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engine/content/delivery_steps.hpp"
#include "engine/parts/by_provider.hpp"
#include "engine/routing/sender.hpp"
#include "queue/outcome_record.hpp"

namespace carillon::engine {

/// Who is asked to deliver to an address, one after the other. Lives as long as its routes.
using route = std::vector<sender*>;

class routes {
 public:
  routes() = default;
  /// `senders` by creation; `kinds` of the saved integrations, also those that do not parse.
  routes(std::vector<std::shared_ptr<sender>> senders, integration_kinds kinds);

  /// Of a token, `whose` provider alone, and one account of it: addresses of devices, subscriptions and hooks
  /// are somebody's, and another account would call them dead. Of a mailbox or phone (`none`), every account
  /// of the channel. Empty when nobody serves it.
  const route& choose(channel over, provider whose, const providers::address& to) const;
  /// All senders of the channel are closed (sender::is_closed): how long a job with so many recipients had
  /// better wait. Nothing: it may find one that is not.
  std::optional<std::chrono::milliseconds> closed_for(channel over, std::size_t recipients, double dice,
                                                      steady_time now) const;
  /// Some sender serves the channel.
  bool serves(channel over) const noexcept;
  /// Why nobody serves addresses of that provider, or of the channel at all (`none`).
  queue::own_reason why_unserved(channel over, provider whose) const;

  const integration_kinds& kinds() const noexcept { return kinds_; }
  const std::vector<std::shared_ptr<sender>>& senders() const noexcept { return senders_; }

 private:
  std::vector<std::shared_ptr<sender>> senders_;
  integration_kinds kinds_;
  by_provider<std::vector<route>> alone_;  ///< one route a sender
  std::map<channel, route> together_;
};

}  // namespace carillon::engine
