#include "base/text_checks.hpp"
#include "providers/config_rules.hpp"
#include "providers/expo/traits.hpp"

namespace carillon::providers::expo {

schema::rule config_rule() {
  return schema::object({{"access_token", credential()}});
}

json sample() {
  return {{"access_token", "expo-access-token-of-nobody"}};
}

schema::rule token_rule() {
  return schema::object(
      {{"device_token", schema::text({1, schema::most_device_token}, &schema::check_visible)}});
}

json sample_token() {
  return {{"device_token", "ExponentPushToken[aaaaaaaaaaaaaaaaaaaaaa]"}};
}

}  // namespace carillon::providers::expo
