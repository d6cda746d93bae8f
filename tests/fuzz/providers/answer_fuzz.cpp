// Answers of APNs, FCM and Google's token endpoint: the first line is status and Retry-After, the rest the
// body.
#include <charconv>

#include "base/json.hpp"
#include "providers/apns/response.hpp"
#include "providers/fcm/credential.hpp"
#include "providers/fcm/response.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

void check(const providers::answer& read) {
  demand(read.text.size() <= 200 && is_valid_utf8(read.text), "a provider's words are short and UTF-8");
  demand(read.wait.count() >= 0 && read.wait <= std::chrono::hours(24), "a wait is bounded");
  demand(!providers::to_string(read.meaning).empty(), "an answer has a class");
}

void run(std::string_view input) {
  const auto [first, body] = first_line(input);
  net::wire_response response;
  const auto space = std::min(first.find(' '), first.size());
  std::from_chars(first.data(), first.data() + space, response.status);
  if (response.status < 100 || response.status > 999) response.status = 200;
  response.retry_after = first.substr(space);
  response.body = body;
  const auto at = from_unix_ms(1'800'000'000'000);
  check(providers::apns::read_response(response, at));
  check(providers::fcm::read_response(response, at));
  static const providers::fcm::credential credential({.project_id = "p",
                                                      .client_email = "a@b.c",
                                                      .private_key_id = "k",
                                                      .token_uri = "https://x.y/token",
                                                      .key = signing_key::generate(key_kind::rsa)});
  const auto asked = credential.read(response, at);
  demand(!asked.given || asked.given->renew_at <= asked.given->ends_at, "a token does not live backwards");
  if (!asked.given) check(asked.refusal);
}

const registration here({.name = "answer", .run = run});

}  // namespace
}  // namespace carillon::fuzz
