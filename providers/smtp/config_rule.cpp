#include "base/text_checks.hpp"
#include "providers/config_rules.hpp"
#include "providers/smtp/traits.hpp"

namespace carillon::providers::smtp {
namespace {

constexpr std::int64_t most_host = 253;

}  // namespace

schema::rule config_rule() {
  const auto of_login = schema::text({1, most_config_text}, &schema::check_no_controls);
  return schema::object({{"host", schema::text({1, most_host})},
                         {"port", schema::integer({1, 65535})},
                         {"username", of_login},
                         {"password", of_login},
                         {"from", mailbox()},
                         optional("reply_to", mailbox()),
                         optional("security", schema::one_of({"none", "ssl", "starttls"}))});
}

json sample() {
  return {{"host", "smtp.example.com"},
          {"port", 587},
          {"username", "mailer"},
          {"password", "password of nobody"},
          {"from", {{"email", "news@example.com"}, {"name", "Example"}}},
          {"security", "starttls"}};
}

}  // namespace carillon::providers::smtp
