#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "tests/sandbox/mail_caller.hpp"

namespace carillon::sandbox::testing {
namespace {

json ses_mail() {
  return {
      {"FromEmailAddress", "news@mail.example"},
      {"Destination", {{"ToAddresses", {"Ada <ada@x.example>"}}}},
      {"Content", {{"Simple", {{"Subject", {{"Data", "Hello"}}}, {"Body", {{"Text", {{"Data", "x"}}}}}}}}},
      {"EmailTags", {{{"Name", "nid"}, {"Value", "n-1"}}, {{"Name", "did"}, {"Value", "d-1"}}}}};
}

std::string mac(std::string_view key, std::string_view text) {
  return std::string(as_text(hmac_sha256(key, {text})));
}

/// Signed by the algorithm as AWS documents it, step by step.
request_builder signed_send(const json& mail, const std::string& date = "20261118T110600Z",
                            const std::string& host = "127.0.0.1:8443",
                            const std::string& secret = "secret") {
  request_builder made;
  made.path = "/v2/email/outbound-emails";
  made.body = dump_json(mail);
  const auto scope = date.substr(0, 8) + "/eu-west-1/ses/aws4_request";
  const auto canonical = "POST\n" + made.path + "\n\ncontent-type:application/json\nhost:" + host +
                         "\nx-amz-date:" + date + "\n\ncontent-type;host;x-amz-date\n" +
                         hex_encode(as_text(sha256(made.body)));
  const auto key = mac(mac(mac(mac("AWS4" + secret, date.substr(0, 8)), "eu-west-1"), "ses"), "aws4_request");
  const auto text =
      "AWS4-HMAC-SHA256\n" + date + '\n' + scope + '\n' + hex_encode(as_text(sha256(canonical)));
  made.with("authorization",
            "AWS4-HMAC-SHA256 Credential=AKID/" + scope +
                ", SignedHeaders=content-type;host;x-amz-date, Signature=" + hex_encode(mac(key, text)))
      .with("content-type", "application/json")
      .with("x-amz-date", date);
  return made;
}

TEST(ses_desk, accepts_a_signed_mail_and_names_its_delivery) {
  mail_caller caller;
  for (const auto* const host : {"127.0.0.1:8443", "email.eu-west-1.amazonaws.com"}) {
    const auto made = caller.ask(signed_send(ses_mail(), "20261118T110600Z", host));
    EXPECT_EQ(made.reply.status, 200) << made.reply.body;
    ASSERT_EQ(made.items.size(), 1U);
    EXPECT_EQ(made.items[0].token, "ada@x.example");
    EXPECT_EQ(made.items[0].notification_id, "n-1");
    EXPECT_EQ(made.items[0].delivery_id, "d-1");
  }
}

TEST(ses_desk, refuses_every_signature_but_the_right_one) {
  mail_caller caller;
  const auto type = [&](request_builder request) {
    const auto made = caller.ask(std::move(request));
    EXPECT_EQ(made.reply.status, 403);
    return std::string(made.reply.header("x-amzn-errortype"));
  };
  auto request = signed_send(ses_mail());
  request.body += ' ';
  EXPECT_EQ(type(request), "SignatureDoesNotMatch");
  EXPECT_EQ(type(signed_send(ses_mail(), "20261118T110600Z", "127.0.0.1:8443", "other")),
            "SignatureDoesNotMatch");
  EXPECT_EQ(type(signed_send(ses_mail(), "20261118T110600Z", "elsewhere.example")), "SignatureDoesNotMatch");
  EXPECT_EQ(type(signed_send(ses_mail(), "20261118T111200Z")), "InvalidSignatureException");
  EXPECT_EQ(type(signed_send(ses_mail()).without("authorization")), "MissingAuthenticationTokenException");
  EXPECT_EQ(type(signed_send(ses_mail()).with("authorization", "AWS4-HMAC-SHA256 x")), "IncompleteSignature");
  EXPECT_EQ(type(signed_send(ses_mail()).with("x-amz-security-token", "t")), "ExpiredTokenException");
}

TEST(ses_desk, refuses_what_is_wrong_in_the_mail) {
  mail_caller caller;
  const std::vector<json> patches{
      {{"FromEmailAddress", ""}},
      {{"Destination", {{"ToAddresses", json::array()}}}},
      {{"Destination", {{"ToAddresses", {"a@x.example\r\nBcc: b@x.example"}}}}},
      {{"Content", {{"Raw", {{"Data", "x"}}}}}},
      {{"Content", {{"Simple", {{"Subject", {{"Data", "a\nb"}}}}}}}},
      {{"Content", {{"Simple", {{"Headers", {{{"Name", "Message-ID"}, {"Value", "x"}}}}}}}}},
      {{"Content",
        {{"Simple", {{"Headers", {{{"Name", "A"}, {"Value", "x"}}, {{"Name", "a"}, {"Value", "y"}}}}}}}}},
      {{"EmailTags", {{{"Name", "n d"}, {"Value", "x"}}}}},
      {{"Nonsense", 1}},
  };
  for (const auto& patch : patches) {
    auto mail = ses_mail();
    mail.merge_patch(patch);
    EXPECT_EQ(caller.ask(signed_send(mail)).reply.status, 400) << dump_json(patch);
  }
}

}  // namespace
}  // namespace carillon::sandbox::testing
