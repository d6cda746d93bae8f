#include "net/tls/self_signed.hpp"
#include "tests/api/webhooks/sns_vectors.hpp"
#include "tests/api/webhooks/webhook_fixture.hpp"

namespace carillon::api {
namespace {

class sns_webhooks : public incoming_webhooks {};

TEST_F(sns_webhooks, take_what_amazon_signed_with_the_configured_certificate) {
  const auto id = save("awssns", {{"webhook_signing_secret", test::sns_certificate()}});
  const auto message = test::signed_sns_message("Notification");
  const auto answer = from_amazon(id, message);
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.parsed()["type"], "Notification");
  EXPECT_EQ(answer.parsed()["description"], "An answer");
  EXPECT_EQ(answer.parsed()["payload"]["message"]["answer"], 42);
  EXPECT_EQ(from_amazon(id, message).status, 201);
  EXPECT_EQ(events("integration.webhook.received").size(), 1U);
  auto tampered = message;
  tampered["Message"] = "{}";
  EXPECT_EQ(from_amazon(id, tampered).status, 401);
  EXPECT_TRUE(amazon.asked().empty());
}

TEST_F(sns_webhooks, fetch_amazons_certificate_once) {
  const auto id = save("awssns", {{"webhook_signing_secret", "arn:aws:sns:eu-west-1:1:topic"}});
  amazon.say(500, "");
  EXPECT_EQ(from_amazon(id, test::signed_sns_message("Notification")).status, 503);
  amazon.say(200, std::string(test::sns_certificate()));
  EXPECT_EQ(from_amazon(id, test::signed_sns_message("Notification")).status, 201);
  EXPECT_EQ(from_amazon(id, test::signed_sns_message("Notification", {{"MessageId", "2"}})).status, 201);
  ASSERT_EQ(amazon.asked().size(), 2U);
  EXPECT_EQ(amazon.asked()[1].path, "/SimpleNotificationService-0123abc.pem");
  const auto foreign =
      test::signed_sns_message("Notification", {{"SigningCertURL", amazon.origin() + "/x.pem"}});
  EXPECT_EQ(from_amazon(id, foreign).status, 401);
  EXPECT_EQ(amazon.asked().size(), 2U);
}

TEST_F(sns_webhooks, believe_no_certificate_but_the_signers_own_of_today) {
  const auto id = save("awssns", {{"webhook_signing_secret", "https://sns.amazonaws.com"}});
  const auto stranger = net::make_self_signed({"sns.amazonaws.com"}, 2).value();
  const std::pair<const char*, std::string> bodies[] = {{"expired", std::string(test::amazons_certificate)},
                                                        {"not RSA", stranger.certificate_pem},
                                                        {"none", "<Error/>"},
                                                        {"empty", ""}};
  unsigned number = 0;
  for (const auto& [what, body] : bodies) {
    amazon.say(200, body);
    const auto url =
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-" + std::to_string(++number) + ".pem";
    const auto message = test::signed_sns_message("Notification", {{"SigningCertURL", url}});
    EXPECT_EQ(from_amazon(id, message).status, 401) << what;
  }
  EXPECT_EQ(amazon.asked().size(), std::size(bodies));
}

TEST_F(sns_webhooks, follow_no_redirection) {
  const auto id = save("awssns", {{"webhook_signing_secret", test::sns_certificate()}});
  stand_in elsewhere;
  amazon.say(302, "", {{"location", elsewhere.origin() + "/"}});
  EXPECT_EQ(from_amazon(id, test::signed_sns_message("SubscriptionConfirmation")).status, 503);
  EXPECT_EQ(amazon.asked().size(), 1U);
  EXPECT_TRUE(elsewhere.asked().empty());
}

TEST_F(sns_webhooks, take_messages_of_wanted_topics_and_of_this_hour) {
  const auto id = save("awssns", {{"webhook_signing_secret", test::sns_certificate()},
                                  {"topic_arns", {"arn:aws:sns:eu-west-1:1:topic"}}});
  EXPECT_EQ(from_amazon(id, test::signed_sns_message("Notification")).status, 201);
  const auto stranger =
      test::signed_sns_message("Notification", {{"TopicArn", "arn:aws:sns:eu-west-1:2:topic"}});
  EXPECT_EQ(from_amazon(id, stranger).status, 401);
  const auto old = test::signed_sns_message(
      "Notification", {{"Timestamp", to_rfc3339(now() - std::chrono::minutes(61))}, {"MessageId", "old"}});
  EXPECT_EQ(from_amazon(id, old).status, 401);
  const auto message = test::signed_sns_message("Notification", {{"MessageId", "typed"}});
  EXPECT_EQ(deliver("awssns", id, dump_json(message), {{"x-amz-sns-message-type", "Other"}}).status, 401);
  const auto nothing = save("awssns", {{"webhook_signing_secret", "a password"}});
  EXPECT_EQ(from_amazon(nothing, test::signed_sns_message("Notification", {{"MessageId", "3"}})).status, 401);
}

TEST_F(sns_webhooks, confirm_subscriptions) {
  const auto id = save("awssns", {{"webhook_signing_secret", test::sns_certificate()},
                                  {"broadcast", {{"title", "x"}, {"recipients", {{{"external_id", "u"}}}}}}});
  amazon.say(500, "");
  EXPECT_EQ(from_amazon(id, test::signed_sns_message("SubscriptionConfirmation")).status, 503);
  amazon.say(200, "<ConfirmSubscriptionResponse/>");
  EXPECT_EQ(from_amazon(id, test::signed_sns_message("SubscriptionConfirmation")).status, 201);
  ASSERT_EQ(amazon.asked().size(), 2U);
  EXPECT_EQ(amazon.asked()[1].path, "/");
  EXPECT_TRUE(amazon.asked()[1].query.starts_with("Action=ConfirmSubscription&"));
  const auto forged = test::signed_sns_message(
      "SubscriptionConfirmation", {{"SubscribeURL", "https://169.254.169.254/?Action=ConfirmSubscription"}});
  EXPECT_EQ(from_amazon(id, forged).status, 401);
  EXPECT_EQ(amazon.asked().size(), 2U);
  EXPECT_EQ(broadcasts(), 0U);
}

}  // namespace
}  // namespace carillon::api
