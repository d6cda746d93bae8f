// The whole contract between the engine and a provider, without sockets: an account opened from an
// integration composes a message once into a request template, which fills requests and reads their answers.
// A provider is a folder that implements these two and names itself in the catalogue. Pure; immutable once
// made; one thread a template.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "net/smtp/smtp_options.hpp"
#include "net/wire.hpp"
#include "providers/address.hpp"
#include "providers/answer.hpp"
#include "providers/credential_plan.hpp"
#include "providers/destination.hpp"
#include "providers/message.hpp"
#include "providers/receipt_plan.hpp"
#include "providers/traits.hpp"

namespace carillon::providers {

/// What an account says of a message that nobody answered for.
struct sighting {
  enum class kind : std::uint8_t {
    untold,  ///< it could not be asked, or its answer does not say
    absent,  ///< it knows of none
    taken,   ///< it has it; `told` says what became of it so far
  };
  kind what = kind::untold;
  answer told{};
};

/// A message rendered for one account.
class request_template {
 public:
  virtual ~request_template() = default;

  /// Fills `out` (cleared first) with one request for all of `items`: 1 to traits::most_items of them.
  /// `authorization` is token::text of the account's credential plan, empty without one. Errors, after which
  /// nothing may be sent: too_large, when the provider would refuse it for its size (of several items: fewer
  /// may do); invalid_argument, when a field of the message or an address cannot be sent.
  virtual result<void> fill(std::span<const item> items, std::string_view authorization, timestamp now,
                            net::wire_request& out) const = 0;
  /// The answer to fill()'s request: one verdict for each of `asked`, in order; `told` has as many. Whatever
  /// came (HTML, nothing, lists too short), it writes all of them and never throws.
  virtual void read(const net::wire_response& response, std::span<const item> asked, timestamp now,
                    std::span<answer> told) const = 0;
  /// Where traits::is_asked: the request that asks whether the message to `one` was taken; fills `out`,
  /// cleared first, at the origin that serves the address.
  virtual void ask_about(const item& /*one*/, net::wire_request& out) const { out.clear(); }
  /// What came of it; the message was not sent before `since`. Never throws, whatever came.
  virtual sighting read_about(const net::wire_response& /*response*/, const item& /*one*/,
                              timestamp /*since*/) const {
    return {};
  }
  /// What people should know of a delivery that went well: names left out, a text cut. Often empty.
  virtual std::string_view note() const noexcept { return {}; }
};

/// What a provider can do with one integration's configuration.
class account {
 public:
  virtual ~account() = default;

  /// Of serves(): the address has an origin of its own, destination_of() it.
  static constexpr auto own_origin = static_cast<std::size_t>(-1);

  /// The origins it calls itself; each has connections and a breaker of its own. May be empty.
  virtual std::vector<destination> destinations() const = 0;
  /// Which of destinations() serves the address, or own_origin; nothing when this account can't: then the
  /// next one is asked.
  virtual std::optional<std::size_t> serves(const address&) const { return 0; }
  /// False when another account of the provider would do better, if there is one: APNs, another app.
  virtual bool suits(const address&) const { return true; }
  /// Equal for addresses that the provider counts as one when it limits how often they are written to,
  /// whoever's they are. 0: each for itself.
  virtual std::uint64_t paced_as(const address&) const { return 0; }
  /// Asked where serves() said own_origin. invalid_argument when the address names no origin.
  virtual result<destination> destination_of(const address&) const {
    return error(errc::invalid_argument, "the address names no origin");
  }
  /// Null: fill() writes what proves the account (an API key, a signature).
  virtual const credential_plan* credential() const noexcept { return nullptr; }
  /// Null: what it took, it took; no receipt tells more.
  virtual const receipt_plan* receipts() const noexcept { return nullptr; }
  /// Of wire::smtp: how a session begins. Null elsewhere.
  virtual const net::smtp_options* session() const noexcept { return nullptr; }
  /// What connections may be shared by, besides the origin: APNs, team and key; empty: the account alone.
  virtual std::string pool_key() const { return {}; }
  /// Connections carry one request until the first success: APNs.
  virtual bool is_probed_first() const noexcept { return false; }

  virtual std::unique_ptr<request_template> compose(const message& words, timestamp now) const = 0;
};

}  // namespace carillon::providers
