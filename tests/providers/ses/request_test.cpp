#include "providers/ses/request.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/digest.hpp"
#include "providers/ses/answers.hpp"
#include "providers/ses/override.hpp"
#include "tests/providers/email/mail_items.hpp"

namespace carillon::providers::ses {
namespace {

using email::answered;
using email::has;
using email::noon;
using email::people;
using email::said;

json stored() {
  return {{"key_id", "AKIDEXAMPLE"},
          {"secret_key", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
          {"region", "eu-west-1"},
          {"configuration_set", "carillon"},
          {"from", {{"email", "news@mail.example"}, {"name", "N\xc3\xa9ws"}}}};
}

TEST(sigv4, derives_the_key_that_aws_documents) {
  const aws_credentials by{.key_id = "AKIDEXAMPLE",
                           .secret_key = secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")};
  const auto key = signing_key_of(by, {.region = "us-east-1", .service = "iam"}, "20150830T123600Z");
  std::string hex;
  for (const char c : key.reveal()) {
    constexpr std::string_view digits = "0123456789abcdef";
    hex += digits[static_cast<unsigned char>(c) >> 4];
    hex += digits[static_cast<unsigned char>(c) & 15];
  }
  EXPECT_EQ(hex, "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
}

TEST(sigv4, writes_dates_as_aws_does) {
  EXPECT_EQ(to_amz_date(*parse_rfc3339("2015-08-30T12:36:00.5Z")), "20150830T123600Z");
}

// Both were computed by botocore 1.43 (SigV4Auth, service "ses") for the same request.
TEST(sigv4, signs_as_botocore_does) {
  aws_credentials by{.key_id = "AKIDEXAMPLE",
                     .secret_key = secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")};
  const signed_scope scope{.region = "eu-west-1", .service = "ses"};
  const signed_request request{.host = "email.eu-west-1.amazonaws.com",
                               .path = "/v2/email/outbound-emails",
                               .content_type = "application/json",
                               .body = R"({"a":"\u00e9"})"};
  const std::string date = "20150830T123600Z";
  EXPECT_EQ(authorization_of(by, signing_key_of(by, scope, date), scope, date, request),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/ses/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date, "
            "Signature=5519499d5cd96f3205a7fc3de39b69e6d63f71d6865b21683796b8430b785813");
  by.session_token = secret("session/token==");
  EXPECT_EQ(authorization_of(by, signing_key_of(by, scope, date), scope, date, request),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/ses/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, "
            "Signature=a08321646e04625c8dd7f1ae2e605096ac86fb370ad75302048cdfc5d904dcbf");
}

json body_of(const message& words, const people& to, net::wire_request& out) {
  const auto filled = open(stored()).value()->compose(words, noon)->fill(to.all(), "", noon, out);
  EXPECT_TRUE(filled) << (filled ? "" : filled.error().detail);
  auto parsed = parse_json(out.body);
  EXPECT_TRUE(parsed) << out.body;
  return parsed ? *parsed : json();
}

TEST(ses_request, says_what_it_was_given_to_one) {
  net::wire_request out;
  auto words = said("Caf\xc3\xa9", "one \"two\"\n\nthree");
  const people to({"ada@x.example"});
  const auto body = body_of(words, to, out);
  EXPECT_EQ(out.path, "/v2/email/outbound-emails");
  EXPECT_EQ(body["FromEmailAddress"], "=?UTF-8?B?TsOpd3M=?= <news@mail.example>");
  EXPECT_EQ(body["Destination"], (json{{"ToAddresses", {"ada@x.example"}}}));
  EXPECT_EQ(body["ConfigurationSetName"], "carillon");
  const auto& simple = body["Content"]["Simple"];
  EXPECT_EQ(simple["Subject"], (json{{"Data", "Caf\xc3\xa9"}, {"Charset", "UTF-8"}}));
  EXPECT_TRUE(has(simple["Body"]["Text"]["Data"].get<std::string>(), "one \"two\"\n\nthree"));
  EXPECT_TRUE(has(simple["Body"]["Text"]["Data"].get<std::string>(), "Unsubscribe: https://n.example/u/0\n"));
  EXPECT_TRUE(has(simple["Body"]["Html"]["Data"].get<std::string>(),
                  "href=\"https://n.example/u/0\">Unsubscribe</a>"));
  std::set<std::string> names;
  for (const auto& each : simple["Headers"]) names.insert(text_of(each, "Name"));
  EXPECT_TRUE(names.contains("List-Unsubscribe") && names.contains("List-Unsubscribe-Post") &&
              names.contains("List-Id"));
  EXPECT_EQ(names.size(), simple["Headers"].size());
  EXPECT_EQ(body["EmailTags"][0], (json{{"Name", "nid"}, {"Value", to.all()[0].notification.to_string()}}));
  EXPECT_EQ(body["EmailTags"][1], (json{{"Name", "did"}, {"Value", to.all()[0].delivery.to_string()}}));
}

TEST(ses_request, is_signed_for_where_it_goes) {
  net::wire_request out;
  body_of(said("T", "C"), people({"ada@x.example"}), out);
  const aws_credentials by{.key_id = "AKIDEXAMPLE",
                           .secret_key = secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")};
  const signed_scope scope{.region = "eu-west-1", .service = "ses"};
  const auto date = email::header_of(out, "x-amz-date");
  EXPECT_EQ(date, "20261123T120000Z");
  EXPECT_EQ(email::header_of(out, "authorization"),
            authorization_of(by, signing_key_of(by, scope, date), scope, date,
                             {.host = "email.eu-west-1.amazonaws.com",
                              .path = out.path,
                              .content_type = "application/json",
                              .body = out.body}));
}

TEST(ses_request, signs_the_next_day_with_another_key) {
  const auto opened = open(stored());
  const auto composed = (*opened)->compose(said("T", "C"), noon);
  const people to({"ada@x.example"});
  net::wire_request today, tomorrow, afresh;
  ASSERT_TRUE(composed->fill(to.all(), "", noon, today));
  ASSERT_TRUE(composed->fill(to.all(), "", noon + std::chrono::hours(24), tomorrow));
  ASSERT_TRUE(
      (*opened)->compose(said("T", "C"), noon)->fill(to.all(), "", noon + std::chrono::hours(24), afresh));
  EXPECT_NE(email::header_of(today, "authorization"), email::header_of(tomorrow, "authorization"));
  EXPECT_EQ(email::header_of(afresh, "authorization"), email::header_of(tomorrow, "authorization"));
}

TEST(ses_request, goes_to_an_endpoint_of_ones_own) {
  auto mine = stored();
  mine["endpoint"] = "http://127.0.0.1:4566/base/";
  mine["session_token"] = "token";
  const auto opened = open(mine);
  const auto to = (*opened)->destinations().front();
  EXPECT_EQ(to.url, "http://127.0.0.1:4566");
  EXPECT_TRUE(to.is_foreign);
  net::wire_request out;
  const people one({"ada@x.example"});
  ASSERT_TRUE((*opened)->compose(said("T", "C"), noon)->fill(one.all(), "", noon, out));
  EXPECT_EQ(out.path, "/base/v2/email/outbound-emails");
  EXPECT_EQ(email::header_of(out, "x-amz-security-token"), "token");
  EXPECT_EQ(open(stored()).value()->destinations().front().url, "https://email.eu-west-1.amazonaws.com");
}

TEST(ses_request, takes_an_override_but_not_its_recipient_or_its_sender) {
  auto words = said("T", "C");
  words.provider_override = {{"ConfigurationSetName", "other"},
                             {"Content", {{"Simple", {{"Subject", {{"Data", "Mine"}}}}}}}};
  net::wire_request out;
  const auto body = body_of(words, people({"ada@x.example"}), out);
  EXPECT_EQ(body["ConfigurationSetName"], "other");
  EXPECT_EQ(body["Content"]["Simple"]["Subject"]["Data"], "Mine");
  EXPECT_TRUE(check_override({{"Destination", json::object()}}));
  EXPECT_TRUE(check_override({{"EmailTags", json::array()}}));
  EXPECT_TRUE(check_override({{"Content", {{"Raw", "x"}}}}));
  EXPECT_TRUE(check_override({{"Content", {{"Simple", {{"Headers", json::array()}}}}}}));
  words.provider_override = {{"FromEmailAddress", "Boss <ceo@bank.example>"}};
  const people to({"ada@x.example"});
  EXPECT_EQ(open(stored()).value()->compose(words, noon)->fill(to.all(), "", noon, out).error().code,
            errc::invalid_argument);
}

TEST(ses_account, names_the_field_that_is_wrong) {
  for (const auto* const field : {"key_id", "secret_key", "region", "from"}) {
    auto without = stored();
    without.erase(field);
    EXPECT_TRUE(has(open(without).error().detail, field));
  }
  for (const auto& [field, value] :
       std::vector<std::pair<const char*, const char*>>{{"region", "eu.evil.example/"},
                                                        {"key_id", "a\r\nb"},
                                                        {"session_token", "a\nb"},
                                                        {"configuration_set", "a b"},
                                                        {"endpoint", "file:///x"}}) {
    auto bad = stored();
    bad[field] = value;
    EXPECT_TRUE(has(open(bad).error().detail, field)) << field;
  }
}

TEST(ses_answers, mean_what_the_table_says_whatever_the_status) {
  for (std::size_t at = 0; at < answers().size(); ++at) {
    const auto& row = answers()[at];
    std::string type(row.reason);
    std::string words = "words";
    if (has(type, "(not verified)")) words = "Email address is not verified.";
    if (has(type, "(daily quota)")) words = "Daily message quota exceeded.";
    if (has(type, "(clock)")) words = "Signature expired: 2026 is now earlier than 2027";
    type = type.substr(0, type.find(' '));
    for (const auto& response :
         {answered(row.status, dump_json({{"message", words}}), {type + ":http://internal.amazon.com/"}),
          answered(row.status, dump_json({{"__type", "com.amazonaws.ses#" + type}, {"Message", words}}))}) {
      const auto made = read_response(response, noon);
      EXPECT_EQ(made.reason, at + 1) << row.reason;
      EXPECT_EQ(made.meaning, row.meaning) << row.reason;
    }
  }
}

TEST(ses_answers, accept_with_an_id_and_a_receipt_to_come) {
  using enum answer_class;
  const auto made = read_response(answered(200, R"({"MessageId":"0100-m"})"), noon);
  EXPECT_EQ(made.meaning, pending);
  EXPECT_EQ(made.remote_id, "0100-m");
}

TEST(ses_answers, go_by_the_status_where_no_type_is_named) {
  using enum answer_class;
  EXPECT_EQ(read_response(answered(503, "<html>"), noon).meaning, retry);
  EXPECT_EQ(read_response(answered(502, "<html>"), noon).meaning, retry);
  EXPECT_EQ(read_response(answered(429, ""), noon).meaning, retry_after);
  EXPECT_EQ(read_response(answered(403, ""), noon).meaning, config);
  EXPECT_EQ(read_response(answered(400, "[]"), noon).meaning, payload);
  EXPECT_EQ(read_response(answered(400, "", {"NewException"}), noon).meaning, payload);
}

}  // namespace
}  // namespace carillon::providers::ses
