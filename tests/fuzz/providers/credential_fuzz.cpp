// Keys and integrations as users upload them: PEM of every kind, and the configurations that carry it.
#include "base/json.hpp"
#include "base/signing_key.hpp"
#include "providers/apns/config.hpp"
#include "providers/fcm/config.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

void run(std::string_view input) {
  for (const auto kind : {key_kind::p256, key_kind::rsa}) {
    (void)verifying_key::from_pem(input, kind);
    const auto key = signing_key::from_pem(secret(std::string(input)), kind);
    if (!key) continue;
    const auto own = verifying_key::from_pem(key->public_pem(), kind);
    demand(own && own->verify("data", key->sign("data")), "a key that is taken signs");
  }
  const auto stored = parse_json(input);
  if (!stored) return;
  (void)providers::apns::parse_config(*stored);
  (void)providers::fcm::parse_config(*stored);
}

const registration here({.name = "credential", .run = run, .mutations = 400});

}  // namespace
}  // namespace carillon::fuzz
