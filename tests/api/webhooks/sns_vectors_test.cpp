#include "tests/api/webhooks/sns_vectors.hpp"

#include <gtest/gtest.h>

#include "api/webhooks/sns_message.hpp"
#include "tests/support/sns_signer.hpp"

namespace carillon::api {
namespace {

rsa_certificate amazons() {
  return rsa_certificate::from_pem(test::amazons_certificate).value();
}

bool is_signed(const sns_message& message, const rsa_certificate& by, timestamp at) {
  return by.verify(signed_text(message), message.signature, message.digest, at);
}

class sns_vectors : public testing::TestWithParam<std::string_view> {
 protected:
  json body = json::parse(GetParam());
  sns_message message = parse_sns_message(body).value();
};

TEST_P(sns_vectors, are_genuine) {
  EXPECT_TRUE(is_certificate_url(message));
  EXPECT_TRUE(is_signed(message, amazons(), message.sent));
}

TEST_P(sns_vectors, are_not_once_a_signed_field_is_changed) {
  for (const char* field : {"Message", "MessageId", "Timestamp", "TopicArn", "Type"}) {
    auto changed = body;
    changed[field] = field == std::string_view("Timestamp") ? "2022-07-28T21:23:58.318Z"
                     : field == std::string_view("Type")    ? "UnsubscribeConfirmation"
                                                            : body[field].get<std::string>() + " ";
    changed["Token"] = "t";  // only the other types have them
    changed["SubscribeURL"] = "u";
    EXPECT_FALSE(is_signed(parse_sns_message(changed).value(), amazons(), message.sent)) << field;
  }
  auto with_subject = body;
  with_subject["Subject"] = "s";
  EXPECT_FALSE(is_signed(parse_sns_message(with_subject).value(), amazons(), message.sent));
}

TEST_P(sns_vectors, are_not_under_the_other_version) {
  body["SignatureVersion"] = body["SignatureVersion"] == "1" ? "2" : "1";
  EXPECT_FALSE(is_signed(parse_sns_message(body).value(), amazons(), message.sent));
}

TEST_P(sns_vectors, are_not_with_any_byte_of_the_signature_changed) {
  for (std::size_t i = 0; i < message.signature.size(); ++i) {
    auto changed = message;
    changed.signature[i] = static_cast<char>(changed.signature[i] ^ 1);
    EXPECT_FALSE(is_signed(changed, amazons(), message.sent)) << i;
  }
  for (const auto& signature : {std::string(), message.signature.substr(1), message.signature + '\0'}) {
    auto changed = message;
    changed.signature = signature;
    EXPECT_FALSE(is_signed(changed, amazons(), message.sent)) << signature.size();
  }
}

TEST_P(sns_vectors, are_not_before_or_after_the_certificates_time) {
  EXPECT_FALSE(is_signed(message, amazons(), parse_rfc3339("2021-09-06T23:59:59Z").value()));
  EXPECT_TRUE(is_signed(message, amazons(), parse_rfc3339("2021-09-07T00:00:01Z").value()));
  EXPECT_TRUE(is_signed(message, amazons(), parse_rfc3339("2022-08-17T23:59:58Z").value()));
  EXPECT_FALSE(is_signed(message, amazons(), parse_rfc3339("2022-08-18T00:00:00Z").value()));
  EXPECT_FALSE(is_signed(message, amazons(), now()));
}

TEST_P(sns_vectors, are_not_under_another_certificate) {
  const auto another = rsa_certificate::from_pem(test::sns_certificate()).value();
  EXPECT_FALSE(is_signed(message, another, now()));
  const auto ours = parse_sns_message(test::signed_sns_message("Notification")).value();
  EXPECT_TRUE(is_signed(ours, another, now()));
  EXPECT_FALSE(is_signed(ours, amazons(), message.sent));
}

INSTANTIATE_TEST_SUITE_P(sha1, sns_vectors, testing::Values(test::amazons_sha1_message));
INSTANTIATE_TEST_SUITE_P(sha256, sns_vectors, testing::Values(test::amazons_sha256_message));

}  // namespace
}  // namespace carillon::api
