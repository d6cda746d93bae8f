#include "base/crypto_p256.hpp"
#include "base/redaction.hpp"
#include "base/text_checks.hpp"
#include "providers/config_rules.hpp"
#include "providers/web_push/config.hpp"
#include "providers/web_push/traits.hpp"

namespace carillon::providers::web_push {
namespace {

constexpr std::size_t point_size = 65;
constexpr std::size_t scalar_size = 32;

/// With any other pair every delivery would be refused. Of a filler only the public half can be looked at.
void check_vapid_pair(json& value, const std::string& path, schema::complaints& found) {
  const auto complain = [&](std::string_view field, std::string_view what) {
    found.push_back(schema::complaint_of(schema::child_path(path, field), what));
  };
  const auto& private_key = value["private_key"].get_ref<const std::string&>();
  const auto point = bytes_of_key(value["public_key"].get_ref<const std::string&>());
  if (point.size() != point_size || point.front() != '\x04')
    return complain("public_key", "should be a public key on P-256: 65 bytes as base64url");
  if (is_filler(private_key)) return;
  const auto scalar = bytes_of_key(private_key);
  if (scalar.size() != scalar_size)
    return complain("private_key", "should be a private key on P-256: 32 bytes as base64url");
  if (!is_p256_pair({point, scalar})) complain("public_key", "should be the public key of private_key");
}

/// Apple refuses tokens of odd contacts, and every message with them.
schema::refusal check_contact(std::string_view text) noexcept {
  if (is_contact(text)) return std::nullopt;
  return "should be a mailto: or https URL of a public host";
}

}  // namespace

schema::rule config_rule() {
  auto out =
      schema::object({{"public_key", schema::text({8, 128})},
                      {"private_key", schema::text({8, 128})},
                      {"contact", schema::text({1, 255}, &check_contact), schema::presence::optional}});
  out.custom = check_vapid_pair;
  return out;
}

// The keys of RFC 8291, appendix A.
json sample() {
  return {{"public_key",
           "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"},
          {"private_key", "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"}};
}

schema::rule token_rule() {
  return schema::object(
      {{"endpoint", schema::text(token_url, &schema::check_uri)},
       {"keys", schema::object({{"auth", schema::text(token_text)}, {"p256dh", schema::text(token_text)}})}});
}

json sample_token() {
  return {{"endpoint", "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"},
          {"keys",
           {{"auth", "BTBZMqHH6r4Tts7J_aSIgg"},
            {"p256dh",
             "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"}}}};
}

}  // namespace carillon::providers::web_push
