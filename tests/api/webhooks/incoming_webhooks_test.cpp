#include "tests/api/webhooks/webhook_fixture.hpp"

namespace carillon::api {
namespace {

TEST_F(incoming_webhooks, take_what_github_signed) {
  const auto id = save("github", {{"webhook_signing_secret", github_secret}});
  const auto answer = from_github(id, "d-1");
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto view = answer.parsed();
  EXPECT_EQ(view["id"], "d-1");
  EXPECT_EQ(view["type"], "issues.opened");
  EXPECT_EQ(view["description"], "GitHub sent issues.opened");
  EXPECT_EQ(view["payload"], json::parse(push_body));
  const auto noted = events("integration.webhook.received");
  ASSERT_EQ(noted.size(), 1U);
  EXPECT_EQ(noted[0]["kind"], "github");
  EXPECT_EQ(noted[0]["type"], "issues.opened");
  EXPECT_EQ(noted[0]["id"], "d-1");
}

TEST_F(incoming_webhooks, read_githubs_forms_however_they_are_spelled) {
  const auto id = save("github", {{"webhook_signing_secret", github_secret}});
  const auto body = "x=1&payload=" + percent_encode(push_body);
  const auto answer = deliver("github", id, body,
                              {{"content-type", "Application/X-WWW-Form-Urlencoded; charset=UTF-8"},
                               {"x-github-event", "issues"},
                               {"x-hub-signature-256", "sha256=" + hex_mac(github_secret, body)}});
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.parsed()["payload"]["number"], 7);
}

TEST_F(incoming_webhooks, take_the_same_delivery_once) {
  const auto id = save("github", {{"webhook_signing_secret", github_secret},
                                  {"broadcast", {{"title", "x"}, {"recipients", {{{"external_id", "u"}}}}}}});
  const auto one = from_github(id, "same");
  const auto again = from_github(id, "same");
  EXPECT_EQ(one.status, 201);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.parsed(), one.parsed());
  EXPECT_EQ(events("integration.webhook.received").size(), 1U);
  EXPECT_EQ(broadcasts(), 1U);
  EXPECT_EQ(from_github(id, "another", R"({"action":"opened","number":8})").status, 201);
  EXPECT_EQ(events("integration.webhook.received").size(), 2U);
  EXPECT_EQ(broadcasts(), 2U);
}

TEST_F(incoming_webhooks, take_a_signed_body_once_whatever_unsigned_headers_say) {
  const auto id = save("github", {{"webhook_signing_secret", github_secret},
                                  {"broadcast", {{"title", "x"}, {"recipients", {{{"external_id", "u"}}}}}}});
  ASSERT_EQ(from_github(id, "first").status, 201);
  const auto signature = "sha256=" + hex_mac(github_secret, push_body);
  for (const auto* type : {"issues", "push", "release", ""}) {
    const auto replayed = deliver("github", id, push_body,
                                  {{"content-type", "application/json"},
                                   {"x-github-event", type},
                                   {"x-github-delivery", "made-up-" + std::string(type)},
                                   {"x-hub-signature-256", signature}});
    EXPECT_EQ(replayed.status, 201);
  }
  EXPECT_EQ(broadcasts(), 1U);
  EXPECT_EQ(events("integration.webhook.received").size(), 1U);
  EXPECT_EQ(from_github(id, "made-up-push", R"({"number":9})").status, 201);
  EXPECT_EQ(broadcasts(), 2U) << "a made-up id does not stand in the way of the real one";
}

TEST_F(incoming_webhooks, are_known_by_their_id_although_a_part_of_the_body_changed) {
  const auto id = save("stripe", {{"webhook_signing_secret", stripe_secret}});
  EXPECT_EQ(from_stripe(id, R"({"id":"evt_1","type":"t","pending_webhooks":2})").status, 201);
  EXPECT_EQ(from_stripe(id, R"({"id":"evt_1","type":"t","pending_webhooks":1})").status, 201);
  EXPECT_EQ(events("integration.webhook.received").size(), 1U);
}

TEST_F(incoming_webhooks, may_be_larger_than_other_bodies_and_are_not_sent_back) {
  const json mapping = {{"title", "{{ payload.sender.login }} pushed {{ payload.commits[0].id }}"},
                        {"recipients", {{{"external_id", "u"}}}}};
  const auto id = save("github", {{"webhook_signing_secret", github_secret}, {"broadcast", mapping}});
  std::string body = R"({"commits":[{"id":"c0"})";
  while (body.size() < 3'000'000) body += R"(,{"id":"another","added":["a","b"]})";
  body += R"(],"sender":{"login":"octo"}})";
  const auto answer = from_github(id, "large", body);
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_LT(answer.body.size(), 1000U);
  EXPECT_EQ(get("/broadcasts", first.token).parsed()["data"][0]["title"], "octo pushed c0");
  EXPECT_EQ(from_github("0194a3b2-0000-7000-8000-000000000000", "large", body).status, 404);
  EXPECT_EQ(from_stripe(save("stripe", {{"webhook_signing_secret", "other"}}), body).status, 401);
}

TEST_F(incoming_webhooks, leave_out_by_name_who_renders_to_nothing) {
  const json mapping = {{"title", "t"},
                        {"recipients",
                         {{{"external_id", "{{ payload.sender.login }}"}},
                          {{"external_id", "{{ payload.issue.assignee.login }}"}}}}};
  const auto id = save("github", {{"webhook_signing_secret", github_secret}, {"broadcast", mapping}});
  ASSERT_EQ(from_github(id, "d", R"({"sender":{"login":"octo"},"issue":{"assignee":null}})").status, 201);
  const auto made = get("/broadcasts", first.token).parsed()["data"];
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(made[0]["recipients"], json::parse(R"([{"external_id":"octo"}])"));
  const auto noted = events("integration.webhook.received")[0];
  EXPECT_EQ(noted["broadcast_id"], made[0]["id"]);
  EXPECT_EQ(noted["broadcast_left_out"][0]["param"], "recipients.1");
  EXPECT_EQ(noted["broadcast_left_out"][0]["template"], "{{ payload.issue.assignee.login }}");
}

TEST_F(incoming_webhooks, refuse_what_was_tampered_with_and_note_it_once_in_a_while) {
  const auto id = save("github", {{"webhook_signing_secret", github_secret}});
  const std::string signature = "sha256=" + hex_mac(github_secret, push_body);
  auto tampered = deliver("github", id, std::string(push_body) + ' ', {{"x-hub-signature-256", signature}});
  EXPECT_EQ(tampered.status, 401);
  EXPECT_EQ(tampered.code(), "invalid_signature");
  EXPECT_EQ(deliver("github", id, push_body, {}).status, 401);
  EXPECT_EQ(deliver("github", id, push_body,
                    {{"x-hub-signature-256", signature}, {"x-hub-signature-256", signature}})
                .status,
            401);
  EXPECT_EQ(events("integration.webhook.received").size(), 0U);
  const auto noted = events("integration.webhook.rejected");
  ASSERT_EQ(noted.size(), 1U);
  EXPECT_EQ(noted[0]["kind"], "github");
}

TEST_F(incoming_webhooks, know_integrations_by_kind_and_id_alone) {
  const auto id = save("github", {{"webhook_signing_secret", github_secret}});
  EXPECT_EQ(from_github("0194a3b2-0000-7000-8000-000000000000", "d").status, 404);
  EXPECT_EQ(from_github("nonsense", "d").status, 400);
  EXPECT_EQ(from_stripe(id, "{}").status, 404);
  const auto apns = save("expo", {{"access_token", "x"}});
  EXPECT_EQ(from_github(apns, "d").status, 404);
  EXPECT_EQ(deliver("github", id, "", {}).status, 400);
  EXPECT_EQ(remove("/integrations/github/" + id, first.token).status, 204);
  EXPECT_EQ(from_github(id, "d").status, 404);
  EXPECT_TRUE(call({"KEYS", "*wo:*"}).elements.empty());
  EXPECT_EQ(save("github", {{"webhook_signing_secret", github_secret}}), id);
  EXPECT_EQ(from_github(id, "d").status, 201);
}

TEST_F(incoming_webhooks, refuse_a_signed_body_that_is_no_object) {
  const auto id = save("github", {{"webhook_signing_secret", github_secret}});
  EXPECT_EQ(from_github(id, "a", "[]").status, 400);
  EXPECT_EQ(from_github(id, "b", "{").status, 400);
  EXPECT_EQ(from_github(id, "c", std::string(1000, '[')).status, 400);
}

TEST_F(incoming_webhooks, keep_the_digits_and_the_order_of_what_was_sent) {
  const auto id =
      save("github", {{"webhook_signing_secret", github_secret},
                      {"broadcast",
                       {{"title", "{{ payload.wei }}: {% for p in payload.by %}{{ p[0] }} {% endfor %}"},
                        {"recipients", {{{"external_id", "u"}}}}}}});
  const auto answer = from_github(
      id, "wide", R"({"wei":123456789012345678901234567890,"by":{"size":1,"color":2},"action":"x"})");
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto listed = get("/broadcasts", first.token).parsed();
  EXPECT_EQ(listed["data"][0]["title"], "123456789012345678901234567890: size color ");
}

TEST_F(incoming_webhooks, take_what_stripe_signed) {
  const auto id = save("stripe", {{"webhook_signing_secret", stripe_secret}});
  const auto body = R"({"id":"evt_1","object":"event","type":"invoice.paid","data":{"object":{}}})";
  const auto answer = from_stripe(id, body);
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.parsed()["id"], "evt_1");
  EXPECT_EQ(answer.parsed()["type"], "invoice.paid");
  EXPECT_EQ(answer.parsed()["description"], "Stripe sent invoice.paid");
  EXPECT_EQ(from_stripe(id, body).status, 201);
  EXPECT_EQ(events("integration.webhook.received").size(), 1U);
  EXPECT_EQ(deliver("stripe", id, body, {{"stripe-signature", "t=1,v1=00"}}).status, 401);
}

TEST_F(incoming_webhooks, echo_the_contracts_own_form) {
  const auto id = save("stripe", {{"webhook_signing_secret", stripe_secret}});
  const auto body = R"({"id":"e","type":"t","description":"d","payload":{"a":1}})";
  EXPECT_EQ(from_stripe(id, body).parsed(), json::parse(body));
}

TEST_F(incoming_webhooks, become_broadcasts_where_the_mapping_says_so) {
  const json mapping = {{"when", "type == 'issues.opened'"},
                        {"title", "{{ payload.sender.login }} opened #{{ payload.number }}"},
                        {"content", "{{ description }}"},
                        {"category", "{{ payload.nothing }}"},
                        {"recipients", {{{"external_id", "{{ payload.sender.login }}"}}}}};
  const auto id = save("github", {{"webhook_signing_secret", github_secret}, {"broadcast", mapping}});
  ASSERT_EQ(from_github(id, "d-1").status, 201);
  const auto made = get("/broadcasts", first.token).parsed()["data"];
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(made[0]["title"], "octo opened #7");
  EXPECT_EQ(made[0]["content"], "GitHub sent issues.opened");
  const auto noted = events("integration.webhook.received");
  ASSERT_EQ(noted.size(), 1U);
  EXPECT_EQ(noted[0]["broadcast_id"], made[0]["id"]);
  ASSERT_EQ(from_github(id, "d-2", R"({"action":"closed"})").status, 201);
  EXPECT_EQ(broadcasts(), 1U);
}

TEST_F(incoming_webhooks, are_accepted_although_their_broadcast_cannot_be_made) {
  const json mapping = {{"title", "{{ payload.missing }}"}, {"recipients", {{{"external_id", "u"}}}}};
  const auto id = save("github", {{"webhook_signing_secret", github_secret}, {"broadcast", mapping}});
  EXPECT_EQ(from_github(id, "d-1").status, 201);
  EXPECT_EQ(broadcasts(), 0U);
  EXPECT_EQ(events("integration.webhook.received")[0]["broadcast_error"],
            "Param 'title' should have at least 1 character");
}

}  // namespace
}  // namespace carillon::api
