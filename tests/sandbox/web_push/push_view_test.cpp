// What people see of it.
#include "sandbox/web_push/push_desk.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "tests/sandbox/shown.hpp"

namespace carillon::sandbox::testing {
namespace {

TEST(push_view, shows_the_message_as_the_browser_decrypts_it) {
  service shared({.is_verified = false}, ledger());
  const auto server = ece::generate();
  const auto asked =
      dump_json({{"public_key", base64url_encode(server.point)}, {"names", {"ada"}}, {"origin", ""}});
  json subscription;
  {
    const auto guard = shared.lock();
    subscription = shared.control("POST", "subscriptions", asked)->body.at("subscriptions").at(0);
  }
  const auto point = base64url_decode(subscription["keys"]["p256dh"].get<std::string>()).value();
  const auto auth = base64url_decode(subscription["keys"]["auth"].get<std::string>()).value();
  request_builder request;
  request.path = subscription["endpoint"];
  ASSERT_TRUE(ece::encrypt({point, auth},
                           R"({"id":"n-1","title":"T","content":"C","action_url":"https://x.example"})",
                           request.body));
  request.with("ttl", "60").with("content-encoding", "aes128gcm");
  const auto shown = shown_after(shared, request);
  EXPECT_EQ(shown.as, look::banner);
  EXPECT_EQ(shown.title + '|' + shown.text + '|' + shown.link, "T|C|https://x.example");
  EXPECT_EQ(field_of(shown, "ttl"), "60");
}

TEST(push_view, says_that_a_body_cannot_be_decrypted) {
  service shared({.is_verified = false}, ledger());
  request_builder request;
  request.path = "/wpush/v2/abcdefgh/ada";
  request.body = "x";
  EXPECT_FALSE(shown_after(shared, request).note.empty());
}

}  // namespace
}  // namespace carillon::sandbox::testing
