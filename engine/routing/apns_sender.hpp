// The sender for APNs: provider tokens are minted here and now, so a credential is never waited for.
#pragma once

#include "engine/routing/sender.hpp"
#include "providers/apns/config.hpp"
#include "providers/apns/credential.hpp"

namespace carillon::engine {

class apns_sender final : public sender {
 public:
  apns_sender(sender_identity identity, std::shared_ptr<net::origin_pool> pool,
              providers::apns::config account, std::shared_ptr<providers::apns::credential> credential);

  std::unique_ptr<push_template> make_template(const providers::push_message& message) const override;
  providers::answer read(const net::wire_response& response, const sent_to& whom,
                         timestamp now) const override;
  std::optional<std::uint32_t> badge_for(const store::recipient& who) const override;
  grant authorize(timestamp now) override;
  /// Closes the connections too when a new token will be minted: APNs keeps refusing on those that saw the
  /// old.
  void refuse(const grant& used, timestamp now) override;
  void when_authorized(std::function<void()> done) override { done(); }

 private:
  providers::apns::config account_;
  std::shared_ptr<providers::apns::credential> credential_;
};

}  // namespace carillon::engine
