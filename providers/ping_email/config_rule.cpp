#include "base/text_checks.hpp"
#include "providers/ping_email/traits.hpp"

namespace carillon::providers::ping_email {

schema::rule config_rule() {
  constexpr schema::length short_text{1, 100};
  return schema::object({{"url", schema::text(short_text, &schema::check_uri)}});
}

json sample() {
  return {{"url", "https://hooks.example.com/ping"}};
}

}  // namespace carillon::providers::ping_email
