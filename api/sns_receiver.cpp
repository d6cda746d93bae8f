#include "api/sns_receiver.hpp"

#include "api/sns_message.hpp"

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

incoming_webhook told(const sns_message& message, json body) {
  incoming_webhook out;
  out.delivery = out.id = message.id;
  out.type = message.type_name();
  out.is_news = message.kind == sns_message::type::notification;
  out.description =
      message.has_subject && !message.subject.empty() ? message.subject : "Amazon SNS sent " + out.type;
  out.payload = std::move(body);
  // What services put into a message is JSON as a rule: templates can then look inside.
  auto inner = read_webhook_object(message.text);
  if (inner) out.payload["message"] = std::move(*inner);
  return out;
}

}  // namespace

task<checked<incoming_webhook>> read_sns_webhook(services& with, const request& of, json config) {
  auto body = read_webhook_object(of.raw.body);
  if (!body) co_return body.error();
  const auto message = parse_sns_message(*body);
  if (!message) co_return problem{400, message.error().detail};
  const bool is_plausible = of.raw.header("x-amz-sns-message-type") == message->type_name() &&
                            is_of_our_time(*message, now()) && is_wanted_topic(*message, config);
  if (!is_plausible) co_return wrong_signature();
  const auto certificate =
      co_await certificate_for(with, *message, config.value("webhook_signing_secret", ""));
  if (!certificate && certificate.error().code == errc::unavailable)
    co_return unreachable(certificate.error());
  const bool is_signed =
      certificate && certificate->verify(signed_text(*message), message->signature, message->digest, now());
  if (!is_signed) co_return wrong_signature();
  if (message->kind == sns_message::type::subscription_confirmation) {
    if (!is_subscribe_url(*message)) co_return wrong_signature();
    const auto confirmed = co_await with.certificates.visit(message->subscribe_url);
    if (!confirmed) co_return unreachable(confirmed.error());
  }
  co_return told(*message, std::move(*body));
}

}  // namespace carillon::api
