#include "providers/web_push/vapid.hpp"

#include "base/jws.hpp"

namespace carillon::providers::web_push {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// Services refuse what expires later than in a day, by clocks of their own.
constexpr auto life = hours(12);
constexpr auto renewed_after = hours(11);
constexpr auto used_for = hours(12) - minutes(10);

}  // namespace

std::string vapid::shared_key() const {
  return "vapid " + account_.public_key + ' ' + account_.contact;
}

token vapid::mint(std::string_view whom, timestamp now) const {
  const json claims{{"aud", whom}, {"exp", to_unix_ms(now + life) / 1000}, {"sub", account_.contact}};
  return {.text = secret("vapid t=" + sign_jws({{"typ", "JWT"}}, claims, account_.key) +
                         ", k=" + account_.public_key),
          .renew_at = now + renewed_after,
          .ends_at = now + used_for};
}

void vapid::ask(timestamp, net::wire_request& out) const {
  out.clear();
}

token_answer vapid::read(const net::wire_response&, timestamp) const {
  return {.given = std::nullopt, .refusal = {.meaning = answer_class::config, .reason = 0xffff}};
}

}  // namespace carillon::providers::web_push
