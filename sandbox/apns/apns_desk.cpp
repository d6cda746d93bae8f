#include "sandbox/apns/apns_desk.hpp"

#include <utility>

#include "base/ids.hpp"
#include "sandbox/apns/apns_reasons.hpp"
#include "sandbox/apns/apns_request.hpp"

namespace carillon::sandbox {

check apns_desk::find_refusal(const incoming& request, connection_tokens& connection,
                              apns_environment environment, timestamp now) {
  if (auto refused = check_apns_route(request)) return refused;
  const apns_credential* credential = nullptr;
  if (is_verified_) {
    const auto token = tokens_.check_token(request.header("authorization"), environment, connection, now);
    if (token.refused) return token.refused;
    credential = token.credential;
  }
  if (auto refused = check_apns_headers(request)) return refused;
  if (auto refused = check_apns_topic(request, credential)) return refused;
  if (auto refused = check_device_token(device_token_of(request.path))) return refused;
  return check_apns_payload(request);
}

verdict apns_desk::describe(const incoming& request, apns_environment environment, timestamp now) const {
  verdict made;
  made.from = provider::apns;
  made.token = device_token_of(request.path);
  made.notification_id = request.header("apns-collapse-id");
  made.delivery_id = request.header("apns-id");
  made.reply.apns_id = made.delivery_id.empty() ? uuid::v7(now).to_string() : made.delivery_id;
  if (environment == apns_environment::development) made.reply.apns_unique_id = uuid::v7(now).to_string();
  return made;
}

verdict apns_desk::judge(const incoming& request, connection_tokens& connection, apns_environment environment,
                         timestamp now) {
  verdict made = describe(request, environment, now);
  if (const auto refused = find_refusal(request, connection, environment, now)) {
    answer reply = make_apns_refusal(find_apns_reason(refused->reason)->status, refused->reason, now);
    reply.detail = refused->detail;
    reply.apns_id = std::move(made.reply.apns_id);
    made.reply = std::move(reply);
  }
  return made;
}

}  // namespace carillon::sandbox
