#include "base/text_checks.hpp"
#include "providers/config_rules.hpp"
#include "providers/mailgun/traits.hpp"

namespace carillon::providers::mailgun {
namespace {

constexpr std::int64_t most_domain = 253;

}  // namespace

schema::rule config_rule() {
  return schema::object({{"api_key", credential()},
                         {"domain", schema::text({1, most_domain}, &schema::check_domain)},
                         {"region", schema::one_of({"us", "eu"})},
                         optional("from", mailbox()),
                         optional("webhook_signing_key", credential())});
}

json sample() {
  return {{"api_key", "key-of-nobody"},
          {"domain", "mg.example.com"},
          {"region", "eu"},
          {"from", {{"email", "news@mg.example.com"}, {"name", "Example"}}},
          {"webhook_signing_key", "signs-in-nobodys-name"}};
}

}  // namespace carillon::providers::mailgun
