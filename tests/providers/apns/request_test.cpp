#include "providers/apns/request.hpp"

#include <gtest/gtest.h>

namespace carillon::providers::apns {
namespace {

config integration(int payload_version = 2) {
  return {.app_id = "com.example.app",
          .key_id = "ABCDE12345",
          .team_id = "TEAM123456",
          .is_badge_unread = true,
          .payload_version = payload_version,
          .key = signing_key::generate(key_kind::p256)};
}

item target() {
  return {.to = {.text = "aabb"},
          .notification = *notification_id::parse("0190a5c0-0000-7000-8000-000000000001"),
          .delivery = *delivery_id::parse("0190a5c0-0000-7000-8000-000000000002"),
          .unread = 6};
}

result<void> fill(const request_template& made, const item& one, std::string_view authorization,
                  net::wire_request& request) {
  return made.fill({&one, 1}, authorization, {}, request);
}

std::string header(const net::wire_request& request, std::string_view name) {
  for (const auto& each : request.headers) {
    if (each.name == name) return each.value;
  }
  return "(absent)";
}

json body_of(const message& message, const config& with, net::wire_request& request) {
  const request_template made(message, with);
  EXPECT_TRUE(fill(made, target(), "bearer jwt", request));
  return *parse_json(request.body);
}

TEST(apns_request, carries_alert_badge_id_and_headers) {
  net::wire_request request;
  const json body = body_of({.title = "Hi \"you\"",
                             .content = "there",
                             .action_url = "https://x.y/z",
                             .category = "billing",
                             .topic = "order.1",
                             .custom_attributes = {{"k", 1}},
                             .provider_override = nullptr,
                             .expires_at_unix = 1800000000},
                            integration(), request);
  EXPECT_EQ(body["aps"]["alert"], (json{{"title", "Hi \"you\""}, {"body", "there"}}));
  EXPECT_EQ(body["aps"]["badge"], 7);
  EXPECT_EQ(body["aps"]["thread-id"], "order.1");
  EXPECT_EQ(body["id"], "0190a5c0-0000-7000-8000-000000000001");
  EXPECT_EQ(body["action-url"], "https://x.y/z");
  EXPECT_EQ(body["custom_attributes"]["k"], 1);
  EXPECT_EQ(request.path, "/3/device/aabb");
  EXPECT_EQ(header(request, "authorization"), "bearer jwt");
  EXPECT_EQ(header(request, "apns-topic"), "com.example.app");
  EXPECT_EQ(header(request, "apns-push-type"), "alert");
  EXPECT_EQ(header(request, "apns-priority"), "10");
  EXPECT_EQ(header(request, "apns-expiration"), "1800000000");
  EXPECT_EQ(header(request, "apns-id"), "0190a5c0-0000-7000-8000-000000000002");
  EXPECT_EQ(header(request, "apns-collapse-id"), "0190a5c0-0000-7000-8000-000000000001");
}

TEST(apns_request, keeps_the_order_of_what_the_client_gave) {
  net::wire_request request;
  body_of({.title = "t", .custom_attributes = {{"size", "XL"}, {"color", {{"r", 1}, {"b", 2}}}, {"a", "x"}}},
          integration(), request);
  EXPECT_NE(request.body.find(R"("custom_attributes":{"size":"XL","color":{"r":1,"b":2},"a":"x"})"),
            std::string::npos)
      << request.body;
}

TEST(apns_request, payload_version_1_puts_custom_attributes_beside_aps) {
  net::wire_request request;
  const json body = body_of({.title = "t", .custom_attributes = {{"order", 5}}}, integration(1), request);
  EXPECT_EQ(body["order"], 5);
  EXPECT_FALSE(body.contains("custom_attributes"));
}

TEST(apns_request, overrides_reach_aps_headers_and_custom_keys) {
  net::wire_request request;
  const json body = body_of({.title = "t",
                             .provider_override = {{"mutable-content", 1},
                                                   {"apns-priority", "5"},
                                                   {"deep", {{"link", true}}},
                                                   {"badge", 99}}},
                            integration(), request);
  EXPECT_EQ(body["aps"]["mutable-content"], 1);
  EXPECT_EQ(body["aps"]["badge"], 99);
  EXPECT_EQ(body["deep"]["link"], true);
  EXPECT_EQ(header(request, "apns-priority"), "5");
}

TEST(apns_request, a_silent_push_is_background_and_carries_nothing_of_ours_to_see_or_hear) {
  for (const json& silent :
       {json{{"aps", {{"alert", nullptr}, {"content-available", 1}}}},
        json{{"alert", nullptr}, {"content-available", 1}},
        json{{"aps", {{"alert", ""}, {"content-available", 1}}}},
        json{{"aps", {{"alert", {{"title", nullptr}, {"body", nullptr}}}, {"content-available", true}}}},
        json{{"aps", {{"alert", {{"title", ""}, {"body", ""}}}}}, {"content-available", "1"}},
        json{{"aps", nullptr}, {"content-available", 1}},
        json{{"apns-push-type", "background"}, {"content-available", 1}},
        json{{"aps", {{"alert", nullptr}, {"content-available", 1}}}, {"apns-priority", "10"}}}) {
    net::wire_request request;
    const json body =
        body_of({.title = "t", .content = "c", .provider_override = silent}, integration(), request);
    EXPECT_EQ(header(request, "apns-push-type"), "background") << silent;
    EXPECT_EQ(header(request, "apns-priority"), "5") << silent;
    for (const char* key : {"alert", "sound", "badge"}) EXPECT_FALSE(body["aps"].contains(key)) << silent;
    EXPECT_TRUE(body["aps"].contains("content-available")) << silent;
    EXPECT_TRUE(body.contains("id"));
  }
}

TEST(apns_request, a_push_that_wakes_the_app_and_says_something_is_not_silent) {
  for (const json& loud : {json{{"content-available", 1}}, json{{"mutable-content", 1}},
                           json{{"aps", {{"alert", {{"loc-key", "HELLO"}}}, {"content-available", 1}}}},
                           json{{"aps", {{"content-available", 0}}}}}) {
    net::wire_request request;
    const json body = body_of({.title = "t", .provider_override = loud}, integration(), request);
    EXPECT_EQ(header(request, "apns-push-type"), "alert") << loud;
    EXPECT_EQ(header(request, "apns-priority"), "10") << loud;
    for (const char* key : {"alert", "sound", "badge"}) EXPECT_TRUE(body["aps"].contains(key)) << loud;
  }
}

TEST(apns_request, a_passive_push_makes_no_sound_of_ours) {
  net::wire_request request;
  json body = body_of({.title = "t", .provider_override = {{"interruption-level", "passive"}}}, integration(),
                      request);
  EXPECT_FALSE(body["aps"].contains("sound"));
  EXPECT_TRUE(body["aps"].contains("alert"));
  body =
      body_of({.title = "t", .provider_override = {{"interruption-level", "passive"}, {"sound", "own.caf"}}},
              integration(), request);
  EXPECT_EQ(body["aps"]["sound"], "own.caf");
}

TEST(apns_request, a_silent_push_keeps_what_its_author_asked_for) {
  net::wire_request request;
  const json body =
      body_of({.title = "t",
               .provider_override = {{"aps", {{"alert", nullptr}, {"badge", 0}, {"content-available", 1}}}}},
              integration(), request);
  EXPECT_EQ(body["aps"], (json{{"badge", 0}, {"content-available", 1}}));
  EXPECT_EQ(header(request, "apns-push-type"), "alert");  // a background push may have no badge
}

TEST(apns_request, a_push_that_only_the_system_reads_has_no_words_of_ours) {
  net::wire_request request;
  const json body = body_of({.title = "t", .provider_override = {{"apns-push-type", "location"}, {"own", 1}}},
                            integration(), request);
  EXPECT_EQ(body["aps"], json::object());
  EXPECT_EQ(body["own"], 1);
  EXPECT_EQ(header(request, "apns-topic"), "com.example.app.location-query");
}

TEST(apns_request, refuses_an_override_that_no_header_can_hold_and_names_the_field) {
  for (const auto& [name, value] : {std::pair{"apns-collapse-id", json("a\nb")},
                                    {"apns-topic", json("a b")},
                                    {"apns-priority", json(7)},
                                    {"apns-expiration", json("x\r\n")},
                                    {"apns-push-type", json("")}}) {
    net::wire_request request;
    const request_template made({.title = "t", .provider_override = {{name, value}}}, integration());
    const auto rendered = fill(made, target(), "bearer x", request);
    ASSERT_FALSE(rendered) << name;
    EXPECT_EQ(rendered.error().code, errc::invalid_argument);
    EXPECT_TRUE(
        rendered.error().detail.starts_with("overrides.providers.apns." + std::string(name) + " should"))
        << rendered.error().detail;
    EXPECT_TRUE(request.body.empty() && request.headers.empty());
  }
}

TEST(apns_request, refuses_an_app_id_that_no_header_can_hold) {
  net::wire_request request;
  auto to = target();
  to.to.app_id = "com.x\r\nx-evil: 1";
  EXPECT_EQ(fill(request_template({.title = "t"}, integration()), to, "b", request).error().code,
            errc::invalid_argument);
}

TEST(apns_request, an_override_chooses_the_topic_as_it_is) {
  net::wire_request request;
  const request_template made({.title = "t", .provider_override = {{"apns-topic", "com.own"}}},
                              integration());
  ASSERT_TRUE(fill(made, target(), "b", request));
  EXPECT_EQ(header(request, "apns-topic"), "com.own");
  const auto meaning_for = [&](const request_template& sent) {
    const auto to = target();
    answer told;
    sent.read({.status = 400, .body = R"({"reason":"TopicDisallowed"})"}, {&to, 1}, {}, {&told, 1});
    return told.meaning;
  };
  EXPECT_EQ(meaning_for(made), answer_class::payload) << "the broadcast's fault";
  EXPECT_EQ(meaning_for(request_template({.title = "t"}, integration())), answer_class::config);
}

TEST(apns_request, counts_the_unread_or_the_unseen_and_this_one) {
  auto one = target();
  one.unseen = 2;
  auto unseen = integration();
  unseen.is_badge_unread = false;
  for (const auto& [with, badge] : {std::pair{integration(), 7}, {unseen, 3}}) {
    net::wire_request request;
    ASSERT_TRUE(fill(request_template({.title = "t"}, with), one, "b", request));
    EXPECT_EQ((*parse_json(request.body))["aps"]["badge"], badge);
  }
}

TEST(apns_request, names_the_attributes_whose_place_is_taken) {
  const json attributes{{"aps", 1}, {"id", 2}, {"category", 3}, {"order", 4}};
  net::wire_request request;
  const request_template beside({.title = "t", .category = "c", .custom_attributes = attributes},
                                integration(1));
  EXPECT_TRUE(beside.note().starts_with("custom attributes not sent beside aps, the names are reserved: "));
  for (const char* name : {"aps", "category", "id"}) EXPECT_NE(beside.note().find(name), std::string::npos);
  ASSERT_TRUE(fill(beside, target(), "b", request));
  EXPECT_EQ((*parse_json(request.body))["order"], 4);
  EXPECT_EQ((*parse_json(request.body))["category"], "c");
  const request_template nested({.title = "t", .custom_attributes = attributes}, integration(2));
  EXPECT_EQ(nested.note(), "");
}

TEST(apns_request, the_tokens_own_app_decides_the_topic) {
  net::wire_request request;
  auto to = target();
  to.to.app_id = "com.other";
  const request_template made({.title = "t", .provider_override = {{"apns-push-type", "voip"}}},
                              integration());
  ASSERT_TRUE(fill(made, to, "bearer x", request));
  EXPECT_EQ(header(request, "apns-topic"), "com.other.voip");
}

/// Bytes of a push with this content and a badge of one digit.
std::size_t size_with(std::string content, json override_object = nullptr) {
  net::wire_request request;
  const request_template made(
      {.title = "t", .content = std::move(content), .provider_override = std::move(override_object)},
      integration());
  EXPECT_TRUE(fill(made, target(), "b", request));
  return request.body.size();
}

TEST(apns_request, cuts_a_content_that_does_not_fit) {
  const auto without = size_with("x") - 1;
  for (const std::size_t bytes : {4096 - without, std::size_t{5000}, std::size_t{10'000'000}}) {
    net::wire_request request;
    auto to = target();
    const request_template made({.title = "t", .content = std::string(bytes, 'x')}, integration());
    to.unread = 4'000'000'000;
    ASSERT_TRUE(fill(made, to, "b", request));
    EXPECT_LE(request.body.size(), 4096U);
    EXPECT_GE(request.body.size(), 4090U);
    EXPECT_TRUE(
        (*parse_json(request.body))["aps"]["alert"]["body"].get<std::string>().ends_with("x\xe2\x80\xa6"));
    EXPECT_TRUE(made.note().starts_with("the content was cut to ")) << made.note();
  }
}

TEST(apns_request, refuses_what_does_not_fit_where_nothing_is_to_be_cut) {
  net::wire_request request;
  const request_template made({.title = "t", .content = std::string(5000, 'x'), .is_cut_to_fit = false},
                              integration());
  const auto refused = fill(made, target(), "b", request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::too_large);
}

TEST(apns_request, counts_what_is_sent_after_the_override) {
  EXPECT_LT(size_with(std::string(4200, 'x'), {{"aps", {{"alert", {{"body", "short"}}}}}}), 300U);
  EXPECT_LT(size_with(std::string(4200, 'x'), {{"alert", "short"}}), 300U);
}

TEST(apns_request, refuses_4097_bytes_that_it_may_not_cut_and_takes_4096) {
  const auto without = size_with("", {{"own", ""}});
  net::wire_request request;
  const auto render = [&](std::size_t bytes) {
    const request_template made({.title = "t", .provider_override = {{"own", std::string(bytes, 'x')}}},
                                integration());
    return fill(made, target(), "b", request);
  };
  ASSERT_TRUE(render(4096 - without));
  EXPECT_EQ(request.body.size(), 4096U);
  const auto refused = render(4097 - without);
  EXPECT_EQ(refused.error().code, errc::too_large);
  EXPECT_EQ(refused.error().detail, "the payload has 4097 bytes; APNs takes 4096");
  EXPECT_TRUE(request.body.empty());
}

TEST(apns_request, takes_5120_bytes_for_voip) {
  const json voip{{"apns-push-type", "voip"}, {"own", ""}};
  const auto without = size_with("", voip);
  auto full = voip;
  full["own"] = std::string(5120 - without, 'x');
  EXPECT_EQ(size_with("", full), 5120U);
}

TEST(apns_request, refuses_the_one_whose_badge_is_too_long) {
  const auto without = size_with("", {{"own", ""}});
  net::wire_request request;
  const request_template made(
      {.title = "t", .provider_override = {{"own", std::string(4096 - without, 'x')}}}, integration());
  auto to = target();
  to.unread = 9;
  EXPECT_EQ(fill(made, to, "b", request).error().code, errc::too_large);
  EXPECT_TRUE(fill(made, target(), "b", request));
}

TEST(apns_request, a_hostile_token_stays_inside_its_path_segment) {
  net::wire_request request;
  auto to = target();
  to.to.text = "../x?y#z\r\n";
  ASSERT_TRUE(fill(request_template({.title = "t"}, integration()), to, "b", request));
  EXPECT_EQ(request.path, "/3/device/..%2Fx%3Fy%23z%0D%0A");
}

}  // namespace
}  // namespace carillon::providers::apns
