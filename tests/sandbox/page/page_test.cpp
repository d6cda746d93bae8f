#include "sandbox/page/page.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sandbox/page/assets.hpp"
#include "sandbox/page/local_call.hpp"
#include "tests/sandbox/mail_caller.hpp"

namespace carillon::sandbox::testing {
namespace {

class page_test : public ::testing::Test {
 protected:
  net::h1_response call(const std::string& target, const std::string& method = "GET",
                        const std::string& host = "127.0.0.1:9444") {
    net::h1_request request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    if (target.find('?') != std::string::npos) request.query = target.substr(target.find('?') + 1);
    request.headers = {{"host", host}};
    return shown_.handle(request).value_or(net::h1_response{.status = 0});
  }
  json ask(const std::string& target) {
    const auto response = call(target);
    EXPECT_EQ(response.status, 200) << response.body;
    return parse_json(response.body).value();
  }
  static std::string policy_of(const net::h1_response& response) {
    for (const auto& [name, value] : response.headers) {
      if (name == "content-security-policy") return value;
    }
    return {};
  }
  std::string id_of_newest() { return ask("/messages").at("messages").at(0).at("id").dump(); }

  mail_caller desk_;
  page shown_{desk_.shared, {"https://127.0.0.1:9443", "/data/ca.pem"}};
};

TEST_F(page_test, lists_what_came_newest_first_with_whom_it_is_for_and_how_it_ended) {
  desk_.ask(sendgrid_send(sendgrid_mail("ada@x.example")));
  desk_.ask(sendgrid_send(sendgrid_mail("sbx-FORBIDDEN-1@x.example")));
  const auto list = ask("/messages");
  const auto& messages = list.at("messages");
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0]["to"], "sbx-FORBIDDEN-1@x.example");
  EXPECT_EQ(messages[0]["status"], 403);
  EXPECT_EQ(messages[0]["is_taken"], false);
  EXPECT_EQ(messages[1]["title"], "Hello");
  EXPECT_EQ(messages[1]["preview"], "x");
  EXPECT_EQ(messages[1]["is_taken"], true);
  EXPECT_EQ(list.at("counts"), (json{{"email", 2}}));
}

TEST_F(page_test, tells_a_refusal_inside_a_success_from_a_success) {
  request_builder request;
  request.path = "/api/chat.postMessage";
  request.body = R"({"channel":"C1","text":"Hello"})";
  request.with("content-type", "application/json").with("authorization", "Bearer xoxb-unknown");
  desk_.ask(request);
  const auto message = ask("/messages").at("messages").at(0);
  EXPECT_EQ(message["status"], 200);
  EXPECT_EQ(message["reason"], "invalid_auth");
  EXPECT_EQ(message["is_taken"], false);
}

TEST_F(page_test, filters_by_channel_and_recipient_and_names_a_wrong_parameter) {
  desk_.ask(sendgrid_send(sendgrid_mail("ada@x.example")));
  EXPECT_EQ(ask("/messages?channel=email&about=ADA%40").at("messages").size(), 1U);
  EXPECT_TRUE(ask("/messages?channel=sms").at("messages").empty());
  for (const auto* wrong : {"limit=0", "limit=201", "after=x", "before=-1"}) {
    const auto refused = call(std::string("/messages?") + wrong);
    EXPECT_EQ(refused.status, 400) << wrong;
    const std::string name(wrong, std::string_view(wrong).find('='));
    EXPECT_NE(refused.body.find(name + ":"), std::string::npos) << refused.body;
  }
}

TEST_F(page_test, tells_all_of_one_message_without_its_credentials) {
  desk_.ask(sendgrid_send(sendgrid_mail("ada@x.example")));
  const auto one = ask("/messages/" + id_of_newest());
  EXPECT_EQ(one["shown"]["look"], "mail");
  EXPECT_EQ(one["shown"]["text"], "x");
  EXPECT_EQ(one["notification_id"], "n-1");
  EXPECT_EQ(one["raw"]["method"], "POST");
  EXPECT_EQ(one["raw"]["answer"]["status"], 202);
  EXPECT_NE(one["raw"]["body"]["text"].get<std::string>().find("ada@x.example"), std::string::npos);
  EXPECT_EQ(dump_json(one).find("SG.key"), std::string::npos);
}

TEST_F(page_test, tells_bytes_that_are_no_text_in_hexadecimal) {
  request_builder request;
  request.path = "/elsewhere";
  request.body = std::string("\xff\x00\x01", 3);
  desk_.ask(request);
  const auto one = ask("/messages/" + id_of_newest());
  EXPECT_EQ(one["channel"], "other");
  EXPECT_EQ(one["raw"]["body"]["is_text"], false);
  EXPECT_EQ(one["raw"]["body"]["text"], "ff0001");
  EXPECT_EQ(call("/messages/" + id_of_newest() + "/body").body, request.body);
}

TEST_F(page_test, serves_a_mails_html_where_nothing_of_it_runs_or_loads) {
  auto mail = sendgrid_mail();
  mail["content"][1]["value"] = "<p onclick=\"x()\">Hi</p><script>x()</script>";
  desk_.ask(sendgrid_send(mail));
  const auto html = call("/messages/" + id_of_newest() + "/html");
  EXPECT_NE(html.body.find("<script>x()</script>"), std::string::npos);
  EXPECT_TRUE(html.content_type.starts_with("text/html"));
  const auto policy = policy_of(html);
  EXPECT_TRUE(policy.starts_with("sandbox ")) << policy;
  EXPECT_EQ(policy.find("allow-scripts"), std::string::npos);
  EXPECT_EQ(policy.find("allow-same-origin"), std::string::npos);
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(policy.find("http"), std::string::npos);
  EXPECT_NE(policy_of(call("/messages/" + id_of_newest() + "/html?images=all")).find("img-src data: https:"),
            std::string::npos);
}

TEST_F(page_test, forgets_all_when_told_to) {
  desk_.ask(sendgrid_send(sendgrid_mail()));
  const auto id = id_of_newest();
  EXPECT_EQ(call("/messages", "DELETE").status, 200);
  EXPECT_TRUE(ask("/messages").at("messages").empty());
  EXPECT_EQ(call("/messages/" + id).status, 404);
  EXPECT_EQ(call("/messages/nothing").status, 404);
}

TEST_F(page_test, serves_its_own_files_and_lets_them_load_no_others) {
  const auto front = call("/");
  for (const auto& each : page_assets()) {
    const auto response = call(std::string(each.path));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, each.content_type);
    EXPECT_EQ(policy_of(response).find("unsafe"), std::string::npos);
    EXPECT_EQ(each.text.find("http://"), each.text.find("http://www.w3.org/")) << each.path;
  }
  EXPECT_NE(front.text().find("/page/main.js"), std::string_view::npos);
  EXPECT_EQ(call("/", "POST").status, 405);
  EXPECT_EQ(call("/control/counts").status, 0);
}

TEST_F(page_test, offers_a_command_that_sends_a_first_message) {
  const auto hello = ask("/messages").at("hello").get<std::string>();
  EXPECT_TRUE(hello.starts_with("curl --cacert '/data/ca.pem' --json '{")) << hello;
  EXPECT_NE(hello.find("https://127.0.0.1:9443/"), std::string::npos);
}

TEST_F(page_test, is_not_to_be_had_under_a_name_that_others_can_point_here) {
  for (const auto* target : {"/", "/messages", "/messages/1/html"})
    EXPECT_EQ(call(target, "GET", "evil.example:9444").status, 421) << target;
}

TEST(local_call, knows_this_machines_names) {
  for (const auto* host :
       {"127.0.0.1:9444", "localhost", "[::1]:80", "sandbox:9444", "x.localhost:1", "10.0.0.7"})
    EXPECT_TRUE(is_local_host(host)) << host;
  for (const auto* host : {"", "evil.example", "127.0.0.1.evil.example:1", "[::1", "[evil.example]"})
    EXPECT_FALSE(is_local_host(host)) << host;
}

TEST(local_call, tells_changes_that_another_site_asks_for) {
  net::h1_request request;
  request.method = "POST";
  EXPECT_FALSE(is_foreign_change(request));
  request.headers = {{"sec-fetch-site", "cross-site"}};
  EXPECT_TRUE(is_foreign_change(request));
  request.method = "GET";
  EXPECT_FALSE(is_foreign_change(request));
  request.method = "DELETE";
  request.headers = {{"sec-fetch-site", "same-origin"}};
  EXPECT_FALSE(is_foreign_change(request));
}

}  // namespace
}  // namespace carillon::sandbox::testing
