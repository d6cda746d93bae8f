#include "providers/sendgrid/request.hpp"

#include <gtest/gtest.h>

#include "providers/sendgrid/override.hpp"
#include "tests/providers/email/mail_items.hpp"

namespace carillon::providers::sendgrid {
namespace {

using email::has;
using email::noon;
using email::people;
using email::said;

json stored() {
  return {{"api_key", "SG.key-of-nobody"},
          {"from", {{"email", "news@mail.example"}, {"name", "News, Inc"}}},
          {"reply_to", {{"email", "desk@mail.example"}}}};
}

json body_of(const message& words, const people& to) {
  net::wire_request out;
  const auto filled = open(stored()).value()->compose(words, noon)->fill(to.all(), "", noon, out);
  EXPECT_TRUE(filled) << (filled ? "" : filled.error().detail);
  auto parsed = parse_json(out.body);
  EXPECT_TRUE(parsed);
  return parsed ? *parsed : json();
}

TEST(sendgrid_request, gives_each_recipient_a_personalization_of_their_own) {
  people to({"ada@x.example", "zo\xc3\xab@x.example",
             "bob@B\xc3\xbc"
             "cher.example"});
  net::wire_request out;
  // An address SendGrid does not take is to be sent to alone, where it is refused.
  const auto opened = open(stored());
  const auto composed = (*opened)->compose(said("T", "C"), noon);
  EXPECT_EQ(composed->fill(to.all(), "", noon, out).error().code, errc::too_large);
  EXPECT_EQ(composed->fill(to.all().subspan(1, 1), "", noon, out).error().code, errc::invalid_argument);
  to.items()[1].to.text = "zoe@x.example";
  ASSERT_TRUE(composed->fill(to.all(), "", noon, out));
  EXPECT_EQ(out.path, "/v3/mail/send");
  EXPECT_EQ(email::header_of(out, "authorization"), "Bearer SG.key-of-nobody");
  const auto body = *parse_json(out.body);
  const auto& each = body["personalizations"];
  ASSERT_EQ(each.size(), 3U);
  EXPECT_EQ(each[0]["to"], (json::array({{{"email", "ada@x.example"}}})));
  EXPECT_EQ(each[2]["to"][0]["email"], "bob@xn--bcher-kva.example");
  EXPECT_EQ(each[1]["headers"]["Message-ID"], "<" + to.items()[1].delivery.to_string() + "@mail.example>");
  EXPECT_EQ(each[1]["headers"]["List-Unsubscribe"], "<https://n.example/u/1>");
  EXPECT_EQ(each[1]["headers"]["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
  EXPECT_EQ(each[1]["custom_args"]["nid"], to.items()[1].notification.to_string());
  EXPECT_EQ(each[1]["custom_args"]["did"], to.items()[1].delivery.to_string());
}

TEST(sendgrid_request, says_what_it_was_given_in_both_forms) {
  const auto body = body_of(said("Caf\xc3\xa9\r\nBcc: x@y.example", "one\n\ntwo"), people({"ada@x.example"}));
  EXPECT_EQ(body["subject"], "Caf\xc3\xa9 Bcc: x@y.example");
  EXPECT_EQ(body["from"], (json{{"email", "news@mail.example"}, {"name", "News, Inc"}}));
  EXPECT_EQ(body["reply_to"], (json{{"email", "desk@mail.example"}}));
  EXPECT_EQ(body["content"][0]["type"], "text/plain");
  EXPECT_EQ(body["content"][1]["type"], "text/html");
  EXPECT_TRUE(has(body["content"][0]["value"].get<std::string>(), "one\n\ntwo"));
  EXPECT_EQ(body["headers"]["Auto-Submitted"], "auto-generated");
  EXPECT_EQ(body["tracking_settings"]["click_tracking"]["enable"], false);
  // What stands in both contents is replaced for each by their own link.
  const auto& own = body["personalizations"][0]["substitutions"];
  ASSERT_EQ(own.size(), 2U);
  for (const auto& [tag, value] : own.items()) {
    const bool is_in_html = has(body["content"][1]["value"].get<std::string>(), tag);
    const bool is_in_text = has(body["content"][0]["value"].get<std::string>(), tag);
    EXPECT_NE(is_in_html, is_in_text);
    EXPECT_TRUE(has(value.get<std::string>(), "https://n.example/u/0"));
    EXPECT_EQ(has(value.get<std::string>(), "<a "), is_in_html);
  }
}

TEST(sendgrid_request, sends_to_nobody_twice_in_one_request) {
  const auto composed = open(stored()).value()->compose(said("T", "C"), noon);
  net::wire_request out;
  const people twice({"ada@x.example", "ADA@X.example"});
  EXPECT_EQ(composed->fill(twice.all(), "", noon, out).error().code, errc::too_large);
  EXPECT_TRUE(composed->fill(twice.all().first(1), "", noon, out));
}

TEST(sendgrid_request, takes_an_override_but_not_its_recipients_or_its_sender) {
  auto words = said("T", "C");
  words.provider_override = {{"categories", {"a"}},
                             {"subject", "Mine"},
                             {"tracking_settings", {{"open_tracking", {{"enable", true}}}}}};
  const auto body = body_of(words, people({"ada@x.example"}));
  EXPECT_EQ(body["categories"], json::array({"a"}));
  EXPECT_EQ(body["subject"], "Mine");
  EXPECT_EQ(body["tracking_settings"]["open_tracking"]["enable"], true);
  EXPECT_EQ(body["tracking_settings"]["click_tracking"]["enable"], false);
  for (const auto* const field : {"personalizations", "to", "cc", "bcc"})
    EXPECT_TRUE(check_override({{field, json::array()}})) << field;
  net::wire_request out;
  words.provider_override = {{"from", {{"email", "ceo@bank.example"}}}};
  const people to({"ada@x.example"});
  EXPECT_EQ(open(stored()).value()->compose(words, noon)->fill(to.all(), "", noon, out).error().code,
            errc::invalid_argument);
  words.provider_override = {{"from", {{"email", "other@mail.example"}, {"name", "Other"}}}};
  EXPECT_TRUE(open(stored()).value()->compose(words, noon)->fill(to.all(), "", noon, out));
}

TEST(sendgrid_account, names_the_field_that_is_wrong) {
  auto without = [](const char* field) {
    auto out = stored();
    out.erase(field);
    return out;
  };
  EXPECT_EQ(open(without("api_key")).error().detail, "Param 'api_key' is missing");
  EXPECT_EQ(open(without("from")).error().detail, "Param 'from' is missing");
  auto bad = stored();
  bad["from"]["email"] = "news@mail.example\r\nBcc: x@y.example";
  EXPECT_TRUE(has(open(bad).error().detail, "from.email"));
  bad = stored();
  bad["api_key"] = "SG.x\r\nx-evil: 1";
  EXPECT_FALSE(open(bad));
}

}  // namespace
}  // namespace carillon::providers::sendgrid
