#include "providers/config_rules.hpp"
#include "providers/sendgrid/traits.hpp"

namespace carillon::providers::sendgrid {

schema::rule config_rule() {
  return schema::object(
      {{"api_key", credential()}, optional("from", mailbox()), optional("reply_to", mailbox())});
}

json sample() {
  return {{"api_key", "SG.key-of-nobody"}, {"from", {{"email", "news@example.com"}, {"name", "Example"}}}};
}

}  // namespace carillon::providers::sendgrid
