// The sender for FCM: its credential is an access token that has to be fetched from Google first.
#pragma once

#include "engine/parts/worker_parts.hpp"
#include "engine/routing/google_token_source.hpp"
#include "engine/routing/sender.hpp"
#include "providers/fcm/config.hpp"

namespace carillon::engine {

/// The pools an fcm_sender needs: FCM's and the token endpoint's, and how long a token request may take.
struct fcm_connections {
  std::shared_ptr<net::origin_pool> messages;
  std::shared_ptr<net::origin_pool> tokens;
  std::chrono::milliseconds request_timeout{15'000};
};

class fcm_sender final : public sender {
 public:
  /// `parts` outlive it.
  fcm_sender(worker_parts& parts, sender_identity identity, fcm_connections connections,
             providers::fcm::config account);

  std::unique_ptr<push_template> make_template(const providers::push_message& message) const override;
  providers::answer read(const net::wire_response& response, const sent_to& whom,
                         timestamp now) const override;
  std::optional<std::uint32_t> badge_for(const store::recipient&) const override { return std::nullopt; }
  grant authorize(timestamp now) override { return tokens_.current(now); }
  void refuse(const grant& used, timestamp) override { tokens_.refuse(used); }
  /// When no token can be had, the sender rests: as after a refused credential, which people are told of, or
  /// for as long as Google asks.
  void when_authorized(std::function<void()> done) override;

 private:
  void rest_without_token();

  worker_parts& parts_;
  providers::fcm::config account_;
  google_token_source tokens_;
};

}  // namespace carillon::engine
