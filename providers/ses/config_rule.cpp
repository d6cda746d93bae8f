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

/// Letters, digits, hyphens and underscores.
schema::refusal check_set_name(std::string_view value) noexcept {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  if (std::ranges::all_of(value, is_allowed)) return std::nullopt;
  return "should match the pattern ^[A-Za-z0-9_-]+$";
}

}  // namespace

schema::rule config_rule() {
  return schema::object({{"key_id", credential()},
                         {"secret_key", credential()},
                         {"region", schema::text({1, 64}, &check_region)},
                         optional("session_token", credential()),
                         optional("configuration_set", schema::text({1, 64}, &check_set_name)),
                         optional("endpoint", schema::text({1, most_config_text}, &schema::check_uri)),
                         optional("from", mailbox())});
}

json sample() {
  return {{"key_id", "AKIDOFNOBODY00000000"},
          {"secret_key", "wJalrXUtnFEMI/K7MDENG+of+nobody"},
          {"session_token", "FwoGZXIvYXdzEOf+of+nobody"},
          {"region", "eu-west-1"},
          {"from", {{"email", "news@example.com"}, {"name", "Example"}}}};
}

}  // namespace carillon::providers::ses
