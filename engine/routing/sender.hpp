// Who delivers for one project, integration and environment: its connections, its credential and how it is
// doing. Made by the sender_registry; a new version of the integration is a new sender. One io thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/vocabulary.hpp"
#include "engine/outcome/hold.hpp"
#include "engine/outcome/revocation_guard.hpp"
#include "engine/routing/push_template.hpp"
#include "net/origin_pool.hpp"
#include "providers/answer.hpp"
#include "providers/push_message.hpp"
#include "store/recipients.hpp"

namespace carillon::engine {

/// A credential for one request: the header's text, alive as long as `owner`. Empty when there is none for
/// now.
struct grant {
  std::shared_ptr<const void> owner;
  std::string_view text;
  explicit operator bool() const noexcept { return owner != nullptr; }
};

/// What of a request decides whom a refusal is about.
struct sent_to {
  std::string_view app_id;   ///< the device token's own, or empty
  bool has_own_app = false;  ///< push_template::has_own_app
};

/// Whose sender it is.
struct sender_identity {
  project_id project;
  integration_id integration;
  std::uint64_t version = 0;
  provider via = provider::none;
  bool is_development = false;
  bool is_cut_to_fit = true;  ///< providers.long_pushes
};

class sender {
 public:
  sender(sender_identity identity, std::shared_ptr<net::origin_pool> pool)
      : identity_(identity), pool_(std::move(pool)) {}
  virtual ~sender() = default;
  sender(const sender&) = delete;
  sender& operator=(const sender&) = delete;

  const sender_identity& identity() const noexcept { return identity_; }
  provider via() const noexcept { return identity_.via; }
  net::origin_pool& pool() noexcept { return *pool_; }
  engine::hold& rest() noexcept { return rest_; }
  revocation_guard& revocations() noexcept { return revocations_; }

  virtual std::unique_ptr<push_template> make_template(const providers::push_message& message) const = 0;
  virtual providers::answer read(const net::wire_response& response, const sent_to& whom,
                                 timestamp now) const = 0;
  /// The number on the app's icon, this notification included; nothing when the provider has no such thing.
  virtual std::optional<std::uint32_t> badge_for(const store::recipient& who) const = 0;

  /// A credential for one request, or an empty one.
  virtual grant authorize(timestamp now) = 0;
  /// The provider refused `used`: authorize() stops giving it, if another can be had.
  virtual void refuse(const grant& used, timestamp now) = 0;
  /// Calls back once authorize() gives a credential or it is known that there is none for now; at once when
  /// that is so already. At most one request for a credential is under way.
  virtual void when_authorized(std::function<void()> done) = 0;

  /// Another one stands in its place, or none: what it is refused says nothing of the project any more.
  void retire() noexcept { is_retired_ = true; }
  bool is_retired() const noexcept { return is_retired_; }

  /// True at most every five minutes: the trouble is worth an event.
  bool should_report(steady_time now) noexcept;

 private:
  sender_identity identity_;
  std::shared_ptr<net::origin_pool> pool_;
  engine::hold rest_;
  revocation_guard revocations_;
  std::optional<steady_time> reported_;
  bool is_retired_ = false;
};

}  // namespace carillon::engine
