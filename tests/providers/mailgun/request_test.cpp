#include "providers/mailgun/request.hpp"

#include <gtest/gtest.h>

#include <map>

#include "base/encoding.hpp"
#include "providers/mailgun/override.hpp"
#include "tests/providers/email/mail_items.hpp"

namespace carillon::providers::mailgun {
namespace {

using email::has;
using email::noon;
using email::people;
using email::said;

json stored() {
  return {{"api_key", "key-of-nobody"},
          {"domain", "mg.example"},
          {"region", "eu"},
          {"from", {{"email", "news@mg.example"}, {"name", "N\xc3\xa9ws"}}}};
}

/// The fields of a form, in order; a test fails on what RFC 7578 does not allow.
std::multimap<std::string, std::string> read_form(const net::wire_request& request) {
  std::multimap<std::string, std::string> out;
  const auto type = email::header_of(request, "content-type");
  const auto boundary = "--" + type.substr(type.find("boundary=") + 9);
  std::string_view rest = request.body;
  while (rest.starts_with(boundary + "\r\n")) {
    rest.remove_prefix(boundary.size() + 2);
    const auto name_at = rest.find("name=\"") + 6;
    const auto name = rest.substr(name_at, rest.find('"', name_at) - name_at);
    const auto start = rest.find("\r\n\r\n") + 4;
    const auto end = rest.find("\r\n" + boundary, start);
    out.emplace(name, rest.substr(start, end - start));
    rest.remove_prefix(end + 2);
  }
  EXPECT_EQ(rest, boundary + "--\r\n");
  return out;
}

std::multimap<std::string, std::string> form_of(const message& words, const people& to) {
  net::wire_request out;
  const auto filled = open(stored()).value()->compose(words, noon)->fill(to.all(), "", noon, out);
  EXPECT_TRUE(filled) << (filled ? "" : filled.error().detail);
  return read_form(out);
}

std::string one(const std::multimap<std::string, std::string>& form, const std::string& name) {
  EXPECT_EQ(form.count(name), 1U) << name;
  return form.count(name) == 1 ? form.find(name)->second : std::string();
}

TEST(mailgun_request, shows_no_recipient_another) {
  const people to({"ada@x.example", "bob@y.example"});
  const auto form = form_of(said("T", "C"), to);
  EXPECT_EQ(form.count("to"), 2U);
  EXPECT_EQ(form.count("cc") + form.count("bcc"), 0U);
  const auto variables = *parse_json(one(form, "recipient-variables"));
  ASSERT_EQ(variables.size(), 2U);
  EXPECT_EQ(variables["ada@x.example"]["url"], "https://n.example/u/0");
  EXPECT_EQ(variables["bob@y.example"]["nid"], to.all()[1].notification.to_string());
  EXPECT_TRUE(has(variables["bob@y.example"]["html"].get<std::string>(), "https://n.example/u/1"));
  EXPECT_EQ(one(form, "v:nid"), "%recipient.nid%");
  EXPECT_EQ(one(form, "v:did"), "%recipient.did%");
  EXPECT_EQ(one(form, "h:Message-Id"), "<%recipient.did%@mg.example>");
  EXPECT_EQ(one(form, "h:List-Unsubscribe"), "<%recipient.url%>");
  EXPECT_EQ(one(form, "h:List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
  // Alone as well: what one recipient is given differs from the next request's.
  EXPECT_EQ(form_of(said("T", "C"), people({"ada@x.example"})).count("recipient-variables"), 1U);
}

TEST(mailgun_request, goes_to_the_region_of_its_domain) {
  EXPECT_EQ(open(stored()).value()->destinations().front().url, "https://api.eu.mailgun.net");
  auto american = stored();
  american["region"] = "us";
  EXPECT_EQ(open(american).value()->destinations().front().url, "https://api.mailgun.net");
  net::wire_request out;
  const people to({"ada@x.example"});
  ASSERT_TRUE(open(stored()).value()->compose(said("T", "C"), noon)->fill(to.all(), "", noon, out));
  EXPECT_EQ(out.path, "/v3/mg.example/messages");
  EXPECT_EQ(email::header_of(out, "authorization"), "Basic " + base64_encode("api:key-of-nobody"));
}

TEST(mailgun_request, sends_from_its_domain_where_nobody_says_from_whom) {
  auto nameless = stored();
  nameless.erase("from");
  net::wire_request out;
  const people to({"ada@x.example"});
  ASSERT_TRUE(open(nameless).value()->compose(said("T", "C"), noon)->fill(to.all(), "", noon, out));
  EXPECT_EQ(one(read_form(out), "from"), "noreply@mg.example");
}

TEST(mailgun_request, leaves_no_variable_in_what_people_wrote) {
  const auto form =
      form_of(said("For %recipient.html%",
                   "See %recipient.url% and %unsubscribe_url%, 100%, https://x.example/%7Ba%7D"),
              people({"ada@x.example"}));
  EXPECT_FALSE(has(one(form, "subject"), "%recipient."));
  EXPECT_FALSE(has(one(form, "text"), "%recipient.url"));
  EXPECT_FALSE(has(one(form, "text"), "%unsubscribe_url"));
  EXPECT_FALSE(has(one(form, "html"), "%recipient.url"));
  EXPECT_TRUE(has(one(form, "html"), "&#37;recipient.url%"));
  EXPECT_TRUE(has(one(form, "text"), "https://x.example/%7Ba%7D"));
  EXPECT_TRUE(has(one(form, "text"), "%recipient.text%"));
  EXPECT_TRUE(has(one(form, "html"), "%recipient.html%"));
}

TEST(mailgun_request, offers_no_link_to_who_has_none) {
  people to({"ada@x.example", "bob@y.example"});
  to.items()[1].unsubscribe_url = {};
  net::wire_request out;
  const auto opened = open(stored());
  const auto composed = (*opened)->compose(said("T", "C"), noon);
  EXPECT_EQ(composed->fill(to.all(), "", noon, out).error().code, errc::too_large);
  ASSERT_TRUE(composed->fill(to.all().subspan(1), "", noon, out));
  EXPECT_EQ(read_form(out).count("h:List-Unsubscribe"), 0U);
}

TEST(mailgun_request, takes_an_override_but_not_its_recipients_or_its_sender) {
  auto words = said("T", "C");
  words.provider_override = {
      {"o:tag", {"a", "b"}}, {"o:tracking", true}, {"v:mine", {}}, {"h:X-Mine", "yes"}, {"subject", "Mine"}};
  words.provider_override.erase("v:mine");
  const auto form = form_of(words, people({"ada@x.example"}));
  EXPECT_EQ(form.count("o:tag"), 2U);
  EXPECT_EQ(one(form, "o:tracking"), "yes");
  EXPECT_EQ(one(form, "h:X-Mine"), "yes");
  EXPECT_EQ(one(form, "subject"), "Mine");
  for (const auto* const field :
       {"to", "CC", "bcc", "recipient-variables", "h:To", "h:Bcc", "v:nid", "h:list-unsubscribe"})
    EXPECT_TRUE(check_override({{field, "x@y.example"}})) << field;
  EXPECT_TRUE(check_override({{"h:X-A", "a\r\nBcc: x@y.example"}}));
  EXPECT_TRUE(check_override({{"h:X\r\nA", "a"}}));
  EXPECT_TRUE(check_override({{"o:tag", {{"a", 1}}}}));
  words.provider_override = {{"from", "Boss <ceo@bank.example>"}};
  net::wire_request out;
  const people to({"ada@x.example"});
  EXPECT_EQ(open(stored()).value()->compose(words, noon)->fill(to.all(), "", noon, out).error().code,
            errc::invalid_argument);
}

TEST(mailgun_account, names_the_field_that_is_wrong) {
  for (const auto* const field : {"api_key", "domain", "region"}) {
    auto without = stored();
    without.erase(field);
    EXPECT_TRUE(has(open(without).error().detail, field));
  }
  auto bad = stored();
  bad["domain"] = "mg.example/../../v4";
  EXPECT_FALSE(open(bad));
  bad = stored();
  bad["region"] = "mars";
  EXPECT_FALSE(open(bad));
}

}  // namespace
}  // namespace carillon::providers::mailgun
