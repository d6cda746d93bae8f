#include "api/webhooks/sns_message.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "tests/support/sns_signer.hpp"

namespace carillon::api {
namespace {

using test::signed_sns_message;

bool is_signed(const json& body) {
  const auto message = parse_sns_message(body).value();
  const auto certificate = rsa_certificate::from_pem(test::sns_certificate()).value();
  return certificate.verify(signed_text(message), message.signature, message.digest, now());
}

TEST(sns_message, verifies_what_amazon_signs) {
  EXPECT_TRUE(is_signed(signed_sns_message("Notification")));
  EXPECT_TRUE(is_signed(signed_sns_message("SubscriptionConfirmation")));
  EXPECT_TRUE(is_signed(signed_sns_message("UnsubscribeConfirmation")));
}

TEST(sns_message, refuses_a_change_in_any_signed_part) {
  for (const char* type : {"Notification", "SubscriptionConfirmation"}) {
    const auto body = signed_sns_message(type);
    for (const char* part :
         {"Message", "MessageId", "Timestamp", "TopicArn", "Subject", "Token", "SubscribeURL"}) {
      if (!body.contains(part)) continue;
      auto changed = body;
      changed[part] = part == std::string_view("Timestamp") ? "2026-01-01T00:00:00.000Z" : "changed";
      EXPECT_FALSE(is_signed(changed)) << type << ' ' << part;
    }
  }
  auto as_another_type = signed_sns_message("SubscriptionConfirmation");
  as_another_type["Type"] = "UnsubscribeConfirmation";
  EXPECT_FALSE(is_signed(as_another_type));
  auto without_subject = signed_sns_message("Notification");
  without_subject.erase("Subject");
  EXPECT_FALSE(is_signed(without_subject));
}

TEST(sns_message, lists_the_signed_parts_in_byte_order) {
  const json body = {
      {"Type", "Notification"},  {"MessageId", "id"},   {"TopicArn", "arn"},
      {"Subject", "s"},          {"Message", "m"},      {"Timestamp", "2026-01-01T00:00:00.000Z"},
      {"SignatureVersion", "1"}, {"Signature", "AA=="}, {"SigningCertURL", "u"}};
  const auto message = parse_sns_message(body).value();
  EXPECT_EQ(
      signed_text(message),
      "Message\nm\nMessageId\nid\nSubject\ns\nTimestamp\n2026-01-01T00:00:00.000Z\nTopicArn\narn\nType\n"
      "Notification\n");
  EXPECT_EQ(message.digest, signature_digest::sha1);
  auto without = body;
  without["Subject"] = nullptr;
  EXPECT_EQ(
      signed_text(parse_sns_message(without).value()),
      "Message\nm\nMessageId\nid\nTimestamp\n2026-01-01T00:00:00.000Z\nTopicArn\narn\nType\nNotification\n");
}

TEST(sns_message, needs_all_its_parts) {
  for (const char* type : {"Notification", "SubscriptionConfirmation"}) {
    const auto body = signed_sns_message(type);
    for (const auto& [part, value] : body.items()) {
      if (part == "Subject") continue;
      auto without = body;
      without.erase(part);
      EXPECT_FALSE(parse_sns_message(without)) << type << ' ' << part;
      auto odd = body;
      odd[part] = 7;
      EXPECT_FALSE(parse_sns_message(odd)) << type << ' ' << part;
    }
  }
  EXPECT_FALSE(parse_sns_message(signed_sns_message("Notification", {{"SignatureVersion", "3"}})));
  EXPECT_FALSE(parse_sns_message(signed_sns_message("Notification", {{"Signature", "not base64"}})));
}

struct url_row {
  const char* url;
  bool is_good;
};

TEST(sns_message, takes_certificates_from_amazon_alone) {
  const url_row rows[] = {
      {"https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1B.pem", true},
      {"https://sns.eu-west-1.amazonaws.com:443/SimpleNotificationService-0a1B.pem", true},
      {"https://SNS.eu-west-1.amazonaws.com/SimpleNotificationService-0a1B.pem", true},
      {"https://sns.eu-west-1.amazonaws.com.cn/SimpleNotificationService-0a1B.pem", true},
      {"http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1B.pem", false},
      {"https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a1B.pem", false},
      {"https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0a1B.pem", false},
      {"https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0a1B.pem", false},
      {"https://evil.example/SimpleNotificationService-0a1B.pem", false},
      {"https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0a1B.pem", false},
      {"https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1B.pem?x=.pem", false},
      {"https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1B.pem#x.pem", false},
      {"https://sns.eu-west-1.amazonaws.com/a/SimpleNotificationService-0a1B.pem", false},
      {"https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-.pem", false},
      {"https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-..%2f.pem", false},
      {"https://sns.eu-west-1.amazonaws.com/other.pem", false},
      {"https://s3.eu-west-1.amazonaws.com/SimpleNotificationService-0a1B.pem", false},
  };
  for (const auto& [url, is_good] : rows) {
    const auto body = signed_sns_message("Notification", {{"SigningCertURL", url}});
    EXPECT_EQ(is_certificate_url(parse_sns_message(body).value()), is_good) << url;
  }
  const auto elsewhere = signed_sns_message("Notification", {{"TopicArn", "not an arn"}});
  EXPECT_FALSE(is_certificate_url(parse_sns_message(elsewhere).value()));
}

TEST(sns_message, confirms_its_own_subscription_alone) {
  const std::string host = "https://sns.eu-west-1.amazonaws.com/";
  const std::string topic = "&TopicArn=arn:aws:sns:eu-west-1:1:topic";
  const std::string good = host + "?Action=ConfirmSubscription" + topic + "&Token=t0ken";
  const std::pair<std::string, bool> rows[] = {
      {good, true},
      {host + "?Action=Unsubscribe" + topic + "&Token=t0ken", false},
      {host + "?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-west-1:2:other&Token=t0ken", false},
      {host + "?Action=ConfirmSubscription" + topic + "&Token=other", false},
      {host + "x?Action=ConfirmSubscription" + topic + "&Token=t0ken", false},
      {"https://169.254.169.254/?Action=ConfirmSubscription" + topic + "&Token=t0ken", false},
      {"http" + good.substr(5), false},
  };
  for (const auto& [url, is_good] : rows) {
    const auto body = signed_sns_message("SubscriptionConfirmation", {{"SubscribeURL", url}});
    EXPECT_EQ(is_subscribe_url(parse_sns_message(body).value()), is_good) << url;
  }
}

}  // namespace
}  // namespace carillon::api
