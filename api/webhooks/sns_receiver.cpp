#include "api/webhooks/sns_receiver.hpp"

#include <algorithm>

#include "api/http/heavy_work.hpp"
#include "api/webhooks/sns_message.hpp"
#include "api/webhooks/webhook_payload.hpp"
#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::api {
namespace {

using namespace std::chrono_literals;

/// SNS tries for an hour at most.
constexpr auto oldest = 1h;
constexpr auto newest = 5min;

bool is_of_our_time(const sns_message& message, timestamp at) noexcept {
  return message.sent > at - oldest && message.sent < at + newest;
}

bool is_wanted_topic(const sns_message& message, const json& config) {
  const auto secret = config.value("webhook_signing_secret", "");
  if (secret.starts_with("arn:") && secret != message.topic_arn) return false;
  const auto topics = config.find("topic_arns");
  return topics == config.end() || std::ranges::find(*topics, json(message.topic_arn)) != topics->end();
}

task<result<rsa_certificate>> certificate_for(services& with, const sns_message& message,
                                              std::string configured) {
  if (configured.find("-----BEGIN") != std::string::npos) co_return rsa_certificate::from_pem(configured);
  const bool is_amazons = configured.starts_with("arn:") || configured.starts_with("https://");
  if (!is_amazons || !is_certificate_url(message))
    co_return error(errc::unauthenticated, "nothing tells whose signature to expect");
  auto found = co_await with.certificates.of(message.certificate_url);
  co_return found;
}

/// Amazon tries again after a 5xx.
problem unreachable(const error& cause) {
  return {503, cause.detail, "upstream_unavailable"};
}

struct parsed_message {
  json body;
  sns_message message;
};

checked<parsed_message> parse(std::string_view text) {
  auto body = read_webhook_object(text);
  if (!body) return body.error();
  auto message = parse_sns_message(*body);
  if (!message) return problem{400, message.error().detail};
  return parsed_message{std::move(*body), std::move(*message)};
}

/// None when it is not signed by that certificate.
std::optional<incoming_webhook> told(parsed_message from, const rsa_certificate& by) {
  const auto& message = from.message;
  const auto text = signed_text(message);
  if (!by.verify(text, message.signature, message.digest, now())) return std::nullopt;
  incoming_webhook out;
  out.digest = hex_encode(as_text(sha256(text)));  // the rest of the body is anybody's
  out.id = message.id;
  out.type = message.type_name();
  out.is_news = message.kind == sns_message::type::notification;
  out.description =
      message.has_subject && !message.subject.empty() ? message.subject : "Amazon SNS sent " + out.type;
  out.payload = std::move(from.body);
  // What services put into a message is JSON as a rule: templates can then look inside.
  auto inner = read_webhook_object(message.text);
  if (inner) out.payload["message"] = std::move(*inner);
  return out;
}

}  // namespace

task<checked<incoming_webhook>> read_sns_webhook(services& with, net::h1_request raw,
                                                 const store::owned_integration& from) {
  const auto& config = from.value.config;
  const auto size = raw.body.size();
  auto read = [text = std::move(raw.body)] { return parse(text); };
  auto parsed = co_await work_on(with.compute, from.project, size, std::move(read));
  if (!parsed) co_return too_busy();
  if (!*parsed) co_return parsed->error();
  const auto message = (*parsed)->message;
  const bool is_plausible = raw.header("x-amz-sns-message-type") == message.type_name() &&
                            is_of_our_time(message, now()) && is_wanted_topic(message, config);
  if (!is_plausible) co_return wrong_signature();
  auto certificate = co_await certificate_for(with, message, config.value("webhook_signing_secret", ""));
  if (!certificate && certificate.error().code == errc::unavailable)
    co_return unreachable(certificate.error());
  if (!certificate) co_return wrong_signature();
  auto check = [from = std::move(**parsed), by = std::move(*certificate)]() mutable {
    return told(std::move(from), by);
  };
  auto checked_message = co_await work_on(with.compute, from.project, size, std::move(check));
  if (!checked_message) co_return too_busy();
  if (!*checked_message) co_return wrong_signature();
  if (message.kind == sns_message::type::subscription_confirmation) {
    if (!is_subscribe_url(message)) co_return wrong_signature();
    const auto confirmed = co_await with.certificates.visit(message.subscribe_url);
    if (!confirmed) co_return unreachable(confirmed.error());
  }
  co_return std::move(**checked_message);
}

}  // namespace carillon::api
