#include <gmock/gmock.h>

#include "base/digest.hpp"
#include "queue/broadcast_bodies.hpp"
#include "store/inbox.hpp"
#include "store/message_template.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class notifications_test : public api_test {
 protected:
  void SetUp() override {
    api_test::SetUp();
    token = customer_token(first, "ada");
    ada = user_of("ada");
  }
  store::user_ref user_of(const std::string& external_id) {
    EXPECT_EQ(get("/notifications", customer_token(first, external_id)).status, 200);  // makes the user
    store::users people(client(), names, keys());
    const auto found = run(people.find_by_identity(first.project.id, external_id, "")).value();
    return {found.id, queue::partition_of(first.project.id, found.id), found.number};
  }
  /// A broadcast to ada as the API takes it, put into her inbox as the engine does.
  std::string notify(json body) {
    body["recipients"] = {{{"external_id", "ada"}}};
    const auto made = post("/broadcasts", first.token, body).parsed();
    EXPECT_TRUE(made.contains("id")) << made;
    store::inbox::addition what;
    what.project = first.project.id;
    what.where = ada.where;
    what.broadcast = broadcast_id::parse(made["id"].get<std::string>()).value();
    what.created_ms = 1'700'000'000'000 + 1000 * ++notified;
    what.category = body.value("category", "");
    what.topic = body.value("topic", "");
    what.users = {ada};
    EXPECT_TRUE(run(store::inbox(client(), names).add(what)));
    return notification_of(what.broadcast, ada).to_string();
  }
  std::string notify(const char* title) { return notify(json{{"title", title}}); }

  std::vector<std::string> titles(const std::string& query = "") {
    const auto answer = get("/notifications" + query, token);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return titles_of(answer.parsed());
  }
  static std::vector<std::string> titles_of(const json& page) {
    std::vector<std::string> out;
    for (const auto& row : page["data"]) out.push_back(row["title"]);
    return out;
  }
  json fetch(const std::string& id) { return get("/notifications/" + id, token).parsed(); }
  int act(const std::string& path) {
    return send({.method = "POST", .target = "/v2/notifications/" + path, .bearer = token}).status;
  }
  std::uint64_t unread(const std::string& query = "") {
    return get("/notifications/unread/count" + query, token).parsed()["count"];
  }

  /// Of in_app, for every category.
  void have_template(std::string text) {
    store::message_templates templates(client(), names);
    ASSERT_TRUE(run(templates.put(first.project.id, {channel::in_app, "", std::move(text)})));
  }

  const queue::keys names{"c:"};
  std::string token;
  store::user_ref ada;
  int notified = 0;
};

TEST_F(notifications_test, show_what_the_broadcast_says) {
  const auto id = notify({{"title", "Paid"},
                          {"content", "**Thanks**"},
                          {"action_url", "https://shop.example.com/1"},
                          {"category", "billing"},
                          {"topic", "invoice:1"},
                          {"custom_attributes", {{"amount", 3}}}});
  const auto view = fetch(id);
  EXPECT_EQ(view["id"], id);
  EXPECT_EQ(view["user_id"], ada.id.to_string());
  EXPECT_EQ(view["title"], "Paid");
  EXPECT_EQ(view["content"], "**Thanks**");
  EXPECT_EQ(view["action_url"], "https://shop.example.com/1");
  EXPECT_EQ(view["category"], "billing");
  EXPECT_EQ(view["topic"], "invoice:1");
  EXPECT_EQ(view["custom_attributes"], json({{"amount", 3}}));
  EXPECT_EQ(view["status"], "unseen");
  EXPECT_EQ(view["created_at"], to_rfc3339(from_unix_ms(1'700'000'001'000)));
  EXPECT_EQ(view["sent_at"], view["created_at"]);
  EXPECT_EQ(view["updated_at"], view["created_at"]);
  for (const char* name : {"seen_at", "read_at", "archived_at", "discarded_at"})
    EXPECT_TRUE(view[name].is_null()) << name;
  EXPECT_EQ(get("/notifications", token).parsed()["data"], json::array({view}));
}

TEST_F(notifications_test, show_the_overrides_of_the_channel) {
  const auto view = fetch(notify(
      {{"title", "a"},
       {"content", "b"},
       {"action_url", "https://a.example.com"},
       {"overrides", {{"channels", {{"in_app", {{"title", "x"}}}, {"mobile_push", {{"content", "y"}}}}}}}}));
  EXPECT_EQ(view["title"], "x");
  EXPECT_EQ(view["content"], "b");
  EXPECT_EQ(view["action_url"], "https://a.example.com");
}

TEST_F(notifications_test, show_a_template_unless_an_override_says_more) {
  store::message_templates templates(client(), names);
  const auto put = [&](channel via, std::string category, std::string text) {
    ASSERT_TRUE(run(templates.put(first.project.id, {via, std::move(category), std::move(text)})));
  };
  put(channel::in_app, "billing", "{{ recipient.external_id }}: {{ notification.title }}");
  put(channel::in_app, "broken", "{% for %}");
  put(channel::mobile_push, "", "not here");
  EXPECT_EQ(fetch(notify({{"title", "t"}, {"content", "own"}, {"category", "billing"}}))["content"],
            "<p>ada: t</p>");
  EXPECT_EQ(fetch(notify({{"title", "t"}, {"content", "own"}, {"category", "broken"}}))["content"], "own");
  EXPECT_EQ(fetch(notify({{"title", "t"}, {"content", "own"}}))["content"], "own");
  const json overrides = {{"channels", {{"in_app", {{"content", "above"}}}}}};
  EXPECT_EQ(fetch(notify({{"title", "t"}, {"category", "billing"}, {"overrides", overrides}}))["content"],
            "above");
}

TEST_F(notifications_test, show_the_same_template_in_a_list_and_alone) {
  have_template(
      "{{ notification.id }} {{ notification.unseen }} {{ notification.read_at }} {{ notification.sent_at "
      "}}");
  const auto id = notify("t");
  const auto as_seen_by = [&](const char* unseen) {
    const auto alone = fetch(id);
    EXPECT_EQ(get("/notifications", token).parsed()["data"], json::array({alone}));
    const auto read_at = alone["read_at"].is_null() ? "" : alone["read_at"].get<std::string>();
    EXPECT_EQ(alone["content"],
              "<p>" + id + " " + unseen + " " + read_at + " " + alone["sent_at"].get<std::string>() + "</p>");
  };
  as_seen_by("true");
  EXPECT_EQ(act(id + "/read"), 204);
  as_seen_by("false");
}

TEST_F(notifications_test, never_show_markup_that_a_variable_holds) {
  have_template(
      "# {{ notification.title }}\n\n[{{ notification.custom_attributes.name }}]({{ notification.action_url "
      "}})");
  const auto view = fetch(notify({{"title", "<script>alert(1)</script> **b**\n\n<img src=x>"},
                                  {"action_url", "https://a.example/\"onclick=\"x"},
                                  {"custom_attributes", {{"name", "](javascript:alert(1)) <b>"}}}}));
  EXPECT_EQ(view["content"],
            "<h1>&lt;script&gt;alert(1)&lt;/script&gt; **b**<br />\n<br />\n&lt;img src=x&gt;</h1>\n"
            "<p><a href=\"https://a.example/%22onclick=%22x\">](javascript:alert(1)) &lt;b&gt;</a></p>");
  EXPECT_EQ(view["title"], "<script>alert(1)</script> **b**\n\n<img src=x>");
}

TEST_F(notifications_test, say_their_own_words_when_a_template_makes_too_much) {
  std::string source = "[a]: /x \"{{ '" + std::string(32'700, '"') + "' }}\"\n\n";
  while (source.size() < 65'000) source += "[a] ";
  have_template(source);
  for (int number = 0; number < 5; ++number) notify({{"title", "t"}, {"content", "own"}});
  for (int round = 0; round < 2; ++round) {
    const auto page = get("/notifications", token).parsed()["data"];
    ASSERT_EQ(page.size(), 5U);
    for (const auto& each : page) EXPECT_EQ(each["content"], "own");
  }
  const auto events = get("/events", first.token).parsed()["data"];
  int told = 0;
  for (const auto& event : events) {
    if (event["type"] != "template.failed") continue;
    ++told;
    EXPECT_EQ(event["context"]["channel"], "in_app");
    EXPECT_THAT(event["context"]["message"].get<std::string>(), ::testing::StartsWith("the Markdown "));
  }
  EXPECT_EQ(told, 1);
}

TEST_F(notifications_test, show_contents_that_are_read_off_the_loop) {
  for (const std::size_t bytes : {10U, 20'000U, 900'000U}) {
    const std::string content(bytes, 'x');
    EXPECT_EQ(fetch(notify({{"title", "t"}, {"content", content}}))["content"], content);
  }
  EXPECT_THAT(titles(), ElementsAre("t", "t", "t"));
}

TEST_F(notifications_test, share_one_budget_for_the_templates_of_a_page) {
  have_template("{% for i in (1..6000) %}{% endfor %}made");  // a third of what one render may cost, or more
  for (int number = 0; number < 70; ++number) notify({{"title", "t"}, {"content", "own"}});
  int made = 0, own = 0;
  const auto page = get("/notifications?limit=70", token).parsed()["data"];
  for (const auto& each : page) ++(each["content"] == "own" ? own : made);
  EXPECT_GT(made, 10);
  EXPECT_GT(own, 0);
  EXPECT_EQ(made + own, 70);
}

TEST_F(notifications_test, follow_a_template_saved_a_moment_ago) {
  const auto id = notify("t");
  EXPECT_TRUE(fetch(id)["content"].is_null());
  have_template("one");
  EXPECT_EQ(fetch(id)["content"], "<p>one</p>");
  have_template("two");
  EXPECT_EQ(fetch(id)["content"], "<p>two</p>");
}

TEST_F(notifications_test, are_listed_by_status) {
  const auto seen = notify("seen"), read = notify("read"), archived = notify("archived");
  notify("new");
  EXPECT_EQ(act(seen + "/seen"), 204);
  EXPECT_EQ(act(read + "/read"), 204);
  EXPECT_EQ(act(archived + "/archive"), 204);
  EXPECT_THAT(titles(), ElementsAre("new", "read", "seen"));
  EXPECT_THAT(titles("?status=unseen"), ElementsAre("new"));
  EXPECT_THAT(titles("?status=unread"), ElementsAre("new", "seen"));
  EXPECT_THAT(titles("?status=read"), ElementsAre("read"));
  EXPECT_THAT(titles("?status=archived"), ElementsAre("archived"));
  EXPECT_EQ(fetch(seen)["status"], "unread");
  EXPECT_EQ(fetch(read)["status"], "read");
  EXPECT_EQ(fetch(archived)["status"], "archived");
  for (const char* bad : {"?status=new", "?status=", "?status=Read"}) {
    const auto answer = get(std::string("/notifications") + bad, token);
    EXPECT_EQ(answer.status, 400) << bad;
    EXPECT_THAT(answer.message(), ::testing::StartsWith("status ")) << bad;
  }
}

TEST_F(notifications_test, are_listed_by_category_and_topic) {
  notify({{"title", "a"}, {"category", "billing"}, {"topic", "x"}});
  notify({{"title", "b"}, {"category", "billing"}});
  notify({{"title", "c"}, {"topic", "x"}});
  EXPECT_THAT(titles("?category=billing"), ElementsAre("b", "a"));
  EXPECT_THAT(titles("?topic=x"), ElementsAre("c", "a"));
  EXPECT_THAT(titles("?topic=x&category=billing&status=unread"), ElementsAre("a"));
  EXPECT_THAT(titles("?category=none"), IsEmpty());
  EXPECT_EQ(unread(), 3U);
  EXPECT_EQ(unread("?category=billing"), 2U);
  EXPECT_EQ(unread("?category=billing&topic=x"), 1U);
  EXPECT_EQ(get("/notifications?category=a%20b", token).status, 400);
  EXPECT_EQ(get("/notifications?topic=" + std::string(256, 'a'), token).status, 400);
}

TEST_F(notifications_test, come_in_pages_both_ways) {
  for (const char* title : {"1", "2", "3", "4", "5"}) notify(title);
  const auto page = [&](const json& link) { return get(path_of(link), token).parsed(); };
  const auto one = get("/notifications?limit=2&status=unread", token).parsed();
  EXPECT_THAT(titles_of(one), ElementsAre("5", "4"));
  EXPECT_TRUE(one["links"]["prev"].is_null());
  const auto two = page(one["links"]["next"]);
  EXPECT_THAT(titles_of(two), ElementsAre("3", "2"));
  const auto three = page(two["links"]["next"]);
  EXPECT_THAT(titles_of(three), ElementsAre("1"));
  EXPECT_TRUE(three["links"]["next"].is_null());
  EXPECT_THAT(titles_of(page(three["links"]["prev"])), ElementsAre("3", "2"));
  EXPECT_THAT(titles_of(page(two["links"]["prev"])), ElementsAre("5", "4"));
  EXPECT_THAT(titles("?page%5Bsize%5D=1"), ElementsAre("5"));
  EXPECT_EQ(get("/notifications?starting_after=nonsense", token).status, 400);
}

TEST_F(notifications_test, end_a_page_early_when_they_are_large) {
  const std::string large(1100 << 10, 'x');
  for (int i = 0; i < 10; ++i) notify({{"title", std::to_string(i)}, {"content", large}});
  std::vector<std::string> met;
  json page = get("/notifications", token).parsed();
  const auto first_page = titles_of(page);
  EXPECT_LT(first_page.size(), 10U);
  while (true) {
    for (const auto& title : titles_of(page)) met.push_back(title);
    if (page["links"]["next"].is_null()) break;
    page = get(path_of(page["links"]["next"]), token).parsed();
  }
  EXPECT_THAT(met, ElementsAre("9", "8", "7", "6", "5", "4", "3", "2", "1", "0"));
  const auto back = get(path_of(page["links"]["prev"]), token).parsed();
  EXPECT_EQ(titles_of(back), first_page);
}

TEST_F(notifications_test, take_marks_again_and_again) {
  const auto id = notify("a");
  EXPECT_EQ(act(id + "/read"), 204);
  const auto first_read = fetch(id);
  EXPECT_FALSE(first_read["read_at"].is_null());
  EXPECT_EQ(first_read["seen_at"], first_read["read_at"]);
  EXPECT_EQ(first_read["updated_at"], first_read["read_at"]);
  EXPECT_EQ(act(id + "/read"), 204);
  EXPECT_EQ(fetch(id), first_read);
  EXPECT_EQ(unread(), 0U);
  EXPECT_EQ(act(id + "/unread"), 204);
  EXPECT_EQ(act(id + "/unread"), 204);
  EXPECT_TRUE(fetch(id)["read_at"].is_null());
  EXPECT_EQ(fetch(id)["status"], "unread");
  EXPECT_EQ(unread(), 1U);
  EXPECT_EQ(act(id + "/archive"), 204);
  EXPECT_EQ(act(id + "/archive"), 204);
  EXPECT_EQ(unread(), 0U);
  EXPECT_EQ(act(id + "/unarchive"), 204);
  EXPECT_EQ(act(id + "/unarchive"), 204);
  EXPECT_TRUE(fetch(id)["archived_at"].is_null());
  EXPECT_EQ(unread(), 1U);
}

TEST_F(notifications_test, are_marked_all_at_once) {
  const auto archived = notify({{"title", "a"}, {"category", "billing"}});
  EXPECT_EQ(act(archived + "/archive"), 204);
  notify({{"title", "b"}, {"category", "billing"}});
  notify({{"title", "c"}});
  EXPECT_EQ(act("seen"), 204);
  EXPECT_THAT(titles("?status=unseen"), IsEmpty());
  EXPECT_EQ(unread(), 2U);
  EXPECT_EQ(act("read?category=billing"), 204);
  EXPECT_THAT(titles("?status=read"), ElementsAre("b"));
  EXPECT_EQ(act("read"), 204);
  EXPECT_EQ(unread(), 0U);
  EXPECT_EQ(act("archive"), 204);
  EXPECT_THAT(titles(), IsEmpty());
  EXPECT_THAT(titles("?status=archived"), ElementsAre("c", "b", "a"));
  EXPECT_TRUE(fetch(archived)["read_at"].is_null());
  EXPECT_TRUE(fetch(archived)["seen_at"].is_null());
}

TEST_F(notifications_test, are_the_callers_own) {
  const auto id = notify("a");
  const auto other = customer_token(first, "bob");
  const auto elsewhere = customer_token(second, "ada");
  for (const auto& stranger : {other, elsewhere}) {
    EXPECT_EQ(get("/notifications/" + id, stranger).status, 404);
    EXPECT_THAT(titles_of(get("/notifications", stranger).parsed()), IsEmpty());
    for (const char* verb : {"read", "unread", "seen", "archive", "unarchive"})
      EXPECT_EQ(post("/notifications/" + id + "/" + verb, stranger, {}).status, 404) << verb;
    EXPECT_EQ(post("/notifications/archive", stranger, {}).status, 204);
  }
  EXPECT_EQ(fetch(id)["status"], "unseen");
  EXPECT_EQ(get("/notifications", first.token).status, 401);
  EXPECT_EQ(post("/notifications/read", first.token, {}).status, 401);
  EXPECT_EQ(get("/notifications/nonsense", token).status, 400);
  EXPECT_EQ(act("nonsense/read"), 400);
  EXPECT_EQ(fetch(broadcast_id::make(now()).to_string())["errors"][0]["message"], "no such notification");
}

TEST_F(notifications_test, whose_broadcast_is_gone_leave_the_inbox) {
  const auto gone = notify("gone"), kept = notify("kept");
  const auto item =
      run(store::inbox(client(), names).find(first.project.id, ada, *notification_id::parse(gone)));
  call({"DEL", names.broadcast(item->broadcast)});
  EXPECT_THAT(titles(), ElementsAre("kept"));
  EXPECT_EQ(get("/notifications/" + gone, token).status, 404);
  EXPECT_EQ(get("/notifications/" + kept, token).status, 200);
  EXPECT_EQ(unread(), 1U);
}

TEST_F(notifications_test, tell_their_plan_to_who_knows_the_id_alone) {
  const auto id = notify({{"title", "a"}, {"category", "billing"}});
  const auto path = "/notifications/" + id + "/deliveryplan";
  const auto plan_of = [&] {
    const auto answer = get(path, first.token);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.parsed()["data"][0];
  };
  auto plan = plan_of();
  EXPECT_EQ(plan["notification_id"], id);
  EXPECT_EQ(plan["user_id"], ada.id.to_string());
  EXPECT_EQ(plan["category"], "billing");
  EXPECT_EQ(plan["status"], "enqueued");
  EXPECT_EQ(plan["next_step"], 0);
  EXPECT_TRUE(plan["started_at"].is_null());

  const auto item =
      run(store::inbox(client(), names).find(first.project.id, ada, *notification_id::parse(id)));
  const auto record = names.broadcast(item->broadcast);
  const auto* const steps = R"({"steps":[{"channel":"in_app"},{"channel":"email","delay":3600}]})";
  call({"HSET", record, "st", "planned", "steps", steps});
  plan = plan_of();
  EXPECT_EQ(plan["status"], "processing");
  EXPECT_EQ(plan["next_step"], 1);
  EXPECT_FALSE(plan["started_at"].is_null());
  EXPECT_TRUE(plan["completed_at"].is_null());

  call({"HSET", record, "st", "processed", "pr", "1700000000123456"});
  plan = plan_of();
  EXPECT_EQ(plan["status"], "processed");
  EXPECT_EQ(plan["next_step"], 2);
  EXPECT_EQ(plan["completed_at"], "2023-11-14T22:13:20.123456Z");
}

TEST_F(notifications_test, tell_their_plan_to_their_project_alone) {
  const auto path = "/notifications/" + notify("a") + "/deliveryplan";
  EXPECT_EQ(get(path, first.token).status, 200);
  EXPECT_EQ(get(path, second.token).status, 404);
  EXPECT_EQ(get(path, token).status, 401);
  for (const auto& unknown : {broadcast_id::make(now()).to_string(), uuid::v8(sha256("x")).to_string()}) {
    const auto answer = get("/notifications/" + unknown + "/deliveryplan", first.token);
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.message(), "no such notification");
  }
  EXPECT_EQ(get("/notifications/x/deliveryplan", first.token).status, 400);
}

}  // namespace
}  // namespace carillon::api
