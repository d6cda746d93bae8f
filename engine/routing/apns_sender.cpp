#include "engine/routing/apns_sender.hpp"

#include "providers/apns/request.hpp"
#include "providers/apns/response.hpp"

namespace carillon::engine {
namespace {

class apns_template final : public push_template {
 public:
  apns_template(const providers::push_message& message, const providers::apns::config& account)
      : inner_(message, account) {}
  result<void> render(const providers::push_target& target, std::string_view authorization,
                      net::wire_request& out) const override {
    return inner_.render(target, authorization, out);
  }
  std::string_view note() const noexcept override { return inner_.note(); }
  bool has_own_app() const noexcept override { return inner_.has_own_app(); }

 private:
  providers::apns::request_template inner_;
};

}  // namespace

apns_sender::apns_sender(sender_identity identity, std::shared_ptr<net::origin_pool> pool,
                         providers::apns::config account,
                         std::shared_ptr<providers::apns::credential> credential)
    : sender(identity, std::move(pool)), account_(std::move(account)), credential_(std::move(credential)) {}

std::unique_ptr<push_template> apns_sender::make_template(const providers::push_message& message) const {
  return std::make_unique<apns_template>(message, account_);
}

providers::answer apns_sender::read(const net::wire_response& response, const sent_to& whom,
                                    timestamp now) const {
  using enum providers::apns::topic_origin;
  const bool is_other_app = !whom.app_id.empty() && whom.app_id != account_.app_id;
  const auto chosen_by = whom.has_own_app ? broadcast : is_other_app ? device : integration;
  return providers::apns::read_response(response, now, chosen_by);
}

std::optional<std::uint32_t> apns_sender::badge_for(const store::recipient& who) const {
  return (account_.is_badge_unread ? who.unread : who.unseen) + 1;
}

grant apns_sender::authorize(timestamp now) {
  auto token = credential_->authorization(now);
  if (!token) return {};
  const std::string_view text = *token;
  return {std::move(token), text};
}

void apns_sender::refuse(const grant& used, timestamp now) {
  const auto token = std::static_pointer_cast<const std::string>(used.owner);
  if (credential_->refuse(token, now)) pool().retire_connections();
}

}  // namespace carillon::engine
