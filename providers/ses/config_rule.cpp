#include <algorithm>
#include "providers/ses/traits.hpp"

#include "base/text_checks.hpp"
#include "providers/config_rules.hpp"

namespace carillon::providers::ses {
namespace {

/// It becomes a part of the service's host name.
schema::refusal check_region(std::string_view value) noexcept {
  const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  if (std::ranges::all_of(value, is_allowed)) return std::nullopt;
  return "should match the pattern ^[a-z0-9-]+$";
}

}  // namespace

schema::rule config_rule() {
  return schema::object({{"key_id", credential()},
                         {"secret_key", credential()},
                         {"region", schema::text({1, 64}, &check_region)},
                         optional("endpoint", schema::text({1, most_config_text}, &schema::check_uri)),
                         optional("from", mailbox())});
}

json sample() {
  return {{"key_id", "AKIDOFNOBODY00000000"},
          {"secret_key", "wJalrXUtnFEMI/K7MDENG+of+nobody"},
          {"region", "eu-west-1"},
          {"from", {{"email", "news@example.com"}, {"name", "Example"}}}};
}

}  // namespace carillon::providers::ses
