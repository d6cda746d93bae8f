#include "engine/routing/fcm_sender.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "engine/routing/integration_alarm.hpp"
#include "providers/fcm/request.hpp"
#include "providers/fcm/response.hpp"

namespace carillon::engine {
namespace {

class fcm_template final : public push_template {
 public:
  fcm_template(const providers::push_message& message, const providers::fcm::config& account)
      : inner_(message, account, carillon::now()) {}
  result<void> render(const providers::push_target& target, std::string_view authorization,
                      net::wire_request& out) const override {
    return inner_.render(target, authorization, out);
  }
  std::string_view note() const noexcept override { return inner_.note(); }
  bool has_own_app() const noexcept override { return inner_.has_own_app(); }

 private:
  providers::fcm::request_template inner_;
};

/// Between token requests that failed for a passing reason, if Google names no wait of its own.
constexpr std::chrono::milliseconds token_retry{5'000};

}  // namespace

fcm_sender::fcm_sender(worker_parts& parts, sender_identity identity, fcm_connections connections,
                       providers::fcm::config account)
    : sender(identity, std::move(connections.messages)),
      parts_(parts),
      account_(account),
      tokens_(std::move(connections.tokens), std::move(account), connections.request_timeout) {}

std::unique_ptr<push_template> fcm_sender::make_template(const providers::push_message& message) const {
  return std::make_unique<fcm_template>(message, account_);
}

providers::answer fcm_sender::read(const net::wire_response& response, const sent_to& whom,
                                   timestamp now) const {
  return providers::fcm::read_response(response, now, whom.has_own_app);
}

void fcm_sender::when_authorized(std::function<void()> done) {
  if (authorize(carillon::now())) return done();
  tokens_.fetch([this, done = std::move(done)] {
    if (tokens_.refusal()) rest_without_token();
    done();
  });
}

void fcm_sender::rest_without_token() {
  const auto now = std::chrono::steady_clock::now();
  const auto& refusal = *tokens_.refusal();
  if (refusal.meaning == providers::answer_class::config) {
    rest().refuse(now);
    report_trouble(parts_, *this, {"no access token can be had: messages wait", refusal.text});
  } else {
    rest().throttle(now + std::max(refusal.wait, token_retry));
  }
  log::warn("fcm_token_refused", "no access token from Google: the sender rests",
            {{"project", identity().project.to_string()},
             {"integration", identity().integration.to_string()},
             {"class", to_string(refusal.meaning)},
             {"reason", refusal.text}});
}

}  // namespace carillon::engine
