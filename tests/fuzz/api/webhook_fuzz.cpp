// Inbound webhooks: the first line is a signature header or a mapping to a broadcast, the rest the body.
#include "api/webhooks/sns_message.hpp"
#include "api/webhooks/webhook_broadcast.hpp"
#include "api/webhooks/webhook_mapping.hpp"
#include "api/webhooks/webhook_signature.hpp"
#include "base/json.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

void check_signatures(std::string_view signature, std::string_view body) {
  const api::signed_body what{.secret = "a key nobody knows", .signature = signature, .body = body};
  demand(!api::is_signed_by_github(what), "nobody forges GitHub's signature");
  demand(!api::is_signed_by_stripe(what, from_unix_ms(1'800'000'000'000)),
         "nobody forges Stripe's signature");
}

void check_sns(const json& body) {
  const auto message = api::parse_sns_message(body);
  if (!message) return;
  demand(!api::signed_text(*message).empty() && !message->type_name().empty(), "a message has a signed text");
  if (api::is_certificate_url(*message)) {
    demand(message->certificate_url.starts_with("https://sns."), "certificates come from SNS by https");
  }
  if (api::is_subscribe_url(*message)) {
    demand(message->subscribe_url.starts_with("https://sns."), "subscriptions are confirmed at SNS by https");
  }
}

void run(std::string_view input) {
  const auto [first, rest] = first_line(input);
  check_signatures(first, rest);
  const auto body = parse_json(rest);
  if (!body) return;
  check_sns(*body);
  static const auto rule = api::webhook_broadcast_rule();
  auto mapping = parse_json(first);
  if (mapping && api::validate(rule, *mapping).empty()) (void)api::broadcast_from(*mapping, *body);
}

const registration here({.name = "webhook", .run = run});

}  // namespace
}  // namespace carillon::fuzz
