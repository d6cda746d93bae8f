// Overrides as clients write them: what is accepted makes a request that HTTP/2 can carry and a provider
// takes.
#include "base/json.hpp"
#include "providers/apns/request.hpp"
#include "providers/fcm/request.hpp"
#include "providers/overrides.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

constexpr auto at = from_unix_ms(1'800'000'000'000);

void check(const result<void>& rendered, const net::wire_request& request, std::size_t limit) {
  if (!rendered) {
    demand(request.body.empty() && request.headers.empty(), "nothing is made of what is refused");
    demand(is_valid_utf8(rendered.error().detail), "a refusal is text");
    return;
  }
  demand(request.body.size() <= limit, "a request fits");
  demand(parse_json(request.body, {.max_depth = 64}).has_value(), "a body is JSON");
  for (const auto& header : request.headers)
    demand(providers::is_header_text(header.value), "a header can be sent");
}

void run(std::string_view input) {
  auto given = parse_json(input);
  if (!given || !given->is_object()) return;
  const providers::item one{.to = {.text = "aabb"}};
  const providers::message message{
      .title = "t", .content = "c", .custom_attributes = *given, .provider_override = *given};
  net::wire_request request;

  static const providers::apns::config apple{.app_id = "com.x",
                                             .key_id = "ABCDEFGHIJ",
                                             .team_id = "KLMNOPQRST",
                                             .payload_version = 1,
                                             .key = signing_key::generate(key_kind::p256)};
  const providers::apns::request_template to_apple(message, apple);
  check(to_apple.fill({&one, 1}, "bearer t", at, request), request, 5120);
  demand(to_apple.note().size() <= 250, "a note is short");

  static const providers::fcm::config google{.project_id = "p",
                                             .client_email = "a@b.c",
                                             .private_key_id = "k",
                                             .token_uri = "https://x.y/token",
                                             .key = signing_key::generate(key_kind::rsa)};
  const providers::fcm::request_template to_google(message, google, at);
  request.clear();
  check(to_google.fill({&one, 1}, "Bearer t", at, request), request, 64 * 1024);
  demand(to_google.note().size() <= 250, "a note is short");

  for (const auto& kind : providers::override_kinds()) {
    const auto found = providers::check_override(kind, *given);
    if (found) demand(!found->what.empty() && found->field.size() <= 200, "a fault has words");
  }
}

const registration here({.name = "override", .run = run, .mutations = 400});

}  // namespace
}  // namespace carillon::fuzz
