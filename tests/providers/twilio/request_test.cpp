#include "providers/twilio/request.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "providers/twilio/traits.hpp"
#include "tests/providers/sample_item.hpp"

namespace carillon::providers::twilio {
namespace {

const timestamp noon = *parse_rfc3339("2026-11-23T12:00:00Z");

std::unique_ptr<request_template> composed(const message& words) {
  return (*open(sample()))->compose(words, noon);
}

/// The form of a message to one number, or why there is none.
result<std::string> form_of(const message& words) {
  net::wire_request request;
  const item one = sample_item({.text = "+15551234567"});
  const auto filled = composed(words)->fill({&one, 1}, "", noon, request);
  if (!filled) return filled.error();
  return request.body;
}

TEST(twilio_request, posts_a_form_with_basic_credentials) {
  net::wire_request request;
  const item one = sample_item({.text = "+15551234567"});
  ASSERT_TRUE(composed({.title = "Hi", .content = "there & then"})->fill({&one, 1}, "", noon, request));
  EXPECT_EQ(request.path, "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json");
  ASSERT_EQ(request.headers.size(), 2U);
  EXPECT_EQ(request.headers.front().value,
            "Basic " + base64_encode("SK00000000000000000000000000000000:secret-of-nobody"));
  EXPECT_EQ(request.body, "From=%2B15005550006&Body=Hi%0Athere%20%26%20then&To=%2B15551234567");
}

TEST(twilio_request, names_where_to_call_back_unless_an_override_does) {
  net::wire_request request;
  auto one = sample_item({.text = "+1555"});
  one.callback_url = "https://bells.example/v2/callbacks/t?a";
  ASSERT_TRUE(composed({.content = "c"})->fill({&one, 1}, "", noon, request));
  EXPECT_TRUE(request.body.ends_with("&StatusCallback=https%3A%2F%2Fbells.example%2Fv2%2Fcallbacks%2Ft%3Fa"))
      << request.body;
  const message own{.content = "c", .provider_override = {{"StatusCallback", "https://own.example"}}};
  ASSERT_TRUE(composed(own)->fill({&one, 1}, "", noon, request));
  EXPECT_EQ(request.body.find("bells.example"), std::string::npos) << request.body;
}

TEST(twilio_request, asks_the_list_for_a_message_like_the_one_it_sent) {
  net::wire_request request;
  const auto one = sample_item({.text = "+15551234567"});
  const auto made = composed({.title = "Hi", .content = "there"});
  made->ask_about(one, request);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(
      request.path,
      "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json?To=%2B15551234567&PageSize=100");
  EXPECT_TRUE(request.headers.front().value.starts_with("Basic "));
  const json listed{{"sid", "SM1"},           {"to", "+15551234567"},
                    {"from", "+15005550006"}, {"body", "Hi\nthere"},
                    {"status", "sent"},       {"date_created", "Mon, 23 Nov 2026 12:00:00 +0000"}};
  const net::wire_response list{.status = 200, .body = dump_json({{"messages", json::array({listed})}})};
  EXPECT_EQ(made->read_about(list, one, noon).what, sighting::kind::taken);
  EXPECT_EQ(composed({.content = "other"})->read_about(list, one, noon).what, sighting::kind::absent);
  const message by_template{.content = "c", .provider_override = {{"ContentSid", "HX1"}}};
  EXPECT_EQ(composed(by_template)->read_about(list, one, noon).what, sighting::kind::untold)
      << "whatever the account's template says";
}

TEST(twilio_request, each_region_has_its_host) {
  auto stored = sample();
  stored["region"] = "us1";
  EXPECT_EQ((*open(stored))->destinations()[0].url, "https://api.twilio.com");
  stored["region"] = "ie1";
  EXPECT_EQ((*open(stored))->destinations()[0].url, "https://api.dublin.ie1.twilio.com");
  stored["region"] = "au1";
  EXPECT_EQ((*open(stored))->destinations()[0].url, "https://api.sydney.au1.twilio.com");
}

TEST(twilio_request, a_link_is_added_unless_the_text_has_it) {
  EXPECT_NE(form_of({.content = "c", .action_url = "https://x.y/z"})->find("Body=c%0Ahttps%3A%2F%2Fx.y%2Fz"),
            std::string::npos);
  EXPECT_NE(form_of({.content = "see https://x.y/z", .action_url = "https://x.y/z"})
                ->find("Body=see%20https%3A%2F%2Fx.y%2Fz&"),
            std::string::npos);
}

TEST(twilio_request, what_is_too_long_is_cut_between_characters_or_refused) {
  std::string content;
  for (int each = 0; each < 1000; ++each) content += "\xf0\x9f\x98\x80";  // two units each
  const message words{.title = "T", .content = content, .is_cut_to_fit = true};
  const auto form = form_of(words);
  ASSERT_TRUE(form);
  EXPECT_NE(composed(words)->note().find("the content was cut"), std::string_view::npos);
  const auto refused = form_of({.content = content, .is_cut_to_fit = false});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::too_large);
}

TEST(twilio_request, an_override_replaces_parameters_but_not_the_recipient) {
  const auto form = form_of({.content = "c",
                             .provider_override = {{"Body", "other"},
                                                   {"MessagingServiceSid", "MG1"},
                                                   {"MediaUrl", {"https://a.b/1", "https://a.b/2"}},
                                                   {"SmartEncoded", true}}});
  ASSERT_TRUE(form);
  EXPECT_EQ(
      *form,
      "Body=other&MessagingServiceSid=MG1&MediaUrl=https%3A%2F%2Fa.b%2F1&MediaUrl=https%3A%2F%2Fa.b%2F2&"
      "SmartEncoded=true&To=%2B15551234567");
  const auto refused = form_of({.content = "c", .provider_override = {{"To", "+1"}}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::invalid_argument);
  EXPECT_NE(refused.error().detail.find("overrides.providers.twilio.To"), std::string::npos);
}

TEST(twilio_request, a_life_becomes_the_validity_period_within_twilios_bounds) {
  const auto at = to_unix_ms(noon) / 1000;
  EXPECT_NE(form_of({.content = "c", .expires_at_unix = at + 60})->find("ValidityPeriod=60&"),
            std::string::npos);
  EXPECT_NE(form_of({.content = "c", .expires_at_unix = at + 90'000})->find("ValidityPeriod=36000&"),
            std::string::npos);
}

TEST(twilio_request, says_how_many_segments_it_takes) {
  EXPECT_EQ(composed({.content = std::string(160, 'a')})->note(), "1 segment");
  EXPECT_EQ(composed({.content = std::string(161, 'a')})->note(), "2 segments");
}

}  // namespace
}  // namespace carillon::providers::twilio
