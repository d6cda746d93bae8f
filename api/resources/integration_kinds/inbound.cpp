// Services that call us: closed objects in the contract, with one key of ours beside it, `broadcast`: what an
// accepted webhook becomes (docs/webhooks.md).
#include "api/resources/integration_kinds/rules.hpp"
#include "api/webhooks/webhook_broadcast.hpp"
#include "base/crypto_certificate.hpp"
#include "base/text_checks.hpp"

namespace carillon::api {
namespace {

constexpr std::int64_t max_secret = 100;
/// A certificate in PEM with its chain, or the ARN of a topic.
constexpr std::int64_t max_certificate = 16'384;
constexpr std::int64_t max_topics = 100;
constexpr length topic_text{1, 4096};

field optional(std::string_view name, rule value) {
  return {name, std::move(value), presence::optional};
}

/// A secret as it is copied, with a line's end behind it, would fit no signature.
rule signing_secret() {
  return text({1, max_secret}, &check_no_controls);
}

/// What looks like a certificate must be one.
void check_certificate(json& value, const std::string& path, complaints& found) {
  const auto& text = value.get_ref<const std::string&>();
  if (text.find("-----BEGIN") == text.npos) return;
  const auto certificate = rsa_certificate::from_pem(text);
  if (!certificate) found.push_back(complaint_of(path, "is " + certificate.error().detail));
}

}  // namespace

rule awssns_config() {
  auto certificate = text({1, max_certificate});
  certificate.custom = &check_certificate;
  return object({{"webhook_signing_secret", std::move(certificate)},
                 optional("topic_arns", array_of(text(topic_text), {1, max_topics})),
                 optional("broadcast", webhook_broadcast_rule())},
                unknown_keys::refused);
}

rule github_config() {
  return object(
      {{"webhook_signing_secret", signing_secret()}, optional("broadcast", webhook_broadcast_rule())},
      unknown_keys::refused);
}

rule stripe_config() {
  auto out = object({{"webhook_signing_secret", signing_secret()},
                     optional("broadcast", webhook_broadcast_rule()),
                     optional("id", rule())},
                    unknown_keys::refused);
  // Newer clients send back the id they were answered.
  out.custom = [](json& value, const std::string&, complaints&) { value.erase("id"); };
  return out;
}

}  // namespace carillon::api
