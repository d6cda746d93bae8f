#include "providers/config_rules.hpp"
#include "providers/sendgrid/feedback.hpp"
#include "providers/sendgrid/traits.hpp"

namespace carillon::providers::sendgrid {

namespace {

void check_verification_key(json& value, const std::string& path, schema::complaints& found) {
  if (is_verification_key(value.get_ref<const std::string&>())) return;
  found.push_back(schema::complaint_of(path,
                                       "should be the verification key as it is shown: a public key on "
                                       "P-256 in base64"));
}

}  // namespace

schema::rule config_rule() {
  auto verification_key = schema::text({1, most_config_text});
  verification_key.custom = &check_verification_key;
  return schema::object({{"api_key", credential()},
                         optional("from", mailbox()),
                         optional("reply_to", mailbox()),
                         optional("webhook_verification_key", std::move(verification_key))});
}

json sample() {
  return {{"api_key", "SG.key-of-nobody"}, {"from", {{"email", "news@example.com"}, {"name", "Example"}}}};
}

}  // namespace carillon::providers::sendgrid
