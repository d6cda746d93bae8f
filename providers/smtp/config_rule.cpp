#include "base/text_checks.hpp"
#include "providers/config_rules.hpp"
#include "providers/smtp/account.hpp"
#include "providers/smtp/traits.hpp"

namespace carillon::providers::smtp {
namespace {

constexpr std::int64_t most_host = 253;

/// Elsewhere the relay would never be logged in to.
void check_protection(json& value, const std::string& path, schema::complaints& found) {
  if (text_of(value, "security") != "none" || is_this_machine(text_of(value, "host"))) return;
  found.push_back(schema::complaint_of(path.empty() ? "security" : path + ".security",
                                       "should not be none: a password goes out under TLS only, but to "
                                       "this machine (localhost, 127.0.0.1, ::1)"));
}

}  // namespace

schema::rule config_rule() {
  const auto of_login = schema::text({1, most_config_text}, &schema::check_no_controls);
  auto out = schema::object({{"host", schema::text({1, most_host})},
                             {"port", schema::integer({1, 65535})},
                             {"username", of_login},
                             {"password", of_login},
                             {"from", mailbox()},
                             optional("reply_to", mailbox()),
                             optional("security", schema::one_of({"none", "ssl", "starttls"}))});
  out.custom = &check_protection;
  return out;
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
