#include "providers/twilio/message_list.hpp"

#include <gtest/gtest.h>

namespace carillon::providers::twilio {
namespace {

const timestamp noon = *parse_rfc3339("2026-11-23T12:00:00Z");
const sent_message wanted{.to = "+15551234567", .from = "+15005550006", .body = "Bells", .since = noon};

json listed(const json& changes = json::object()) {
  json one{{"sid", "SM1"},
           {"to", "+15551234567"},
           {"from", "+15005550006"},
           {"body", "Bells"},
           {"status", "queued"},
           {"error_code", nullptr},
           {"date_created", "Mon, 23 Nov 2026 12:00:01 +0000"}};
  for (const auto& [name, value] : changes.items()) one[name] = value;
  return one;
}

net::wire_response page(const json& messages) {
  return {.status = 200, .body = dump_json({{"messages", messages}, {"next_page_uri", nullptr}})};
}
sighting find_one(const json& changes, const sent_message& meant = wanted) {
  return find_message(page(json::array({listed(changes)})), meant);
}

TEST(twilio_message_list, is_asked_for_the_newest_messages_to_a_number) {
  EXPECT_EQ(list_path("AC1", "+1555"), "/2010-04-01/Accounts/AC1/Messages.json?To=%2B1555&PageSize=100");
}

TEST(twilio_message_list, knows_a_message_by_number_sender_text_and_time) {
  const auto found = find_one(json::object());
  EXPECT_EQ(found.what, sighting::kind::taken);
  EXPECT_EQ(found.told.meaning, answer_class::pending);
  EXPECT_EQ(found.told.remote_id, "SM1");
  const json trial{{"body", "Sent from your Twilio trial account - Bells"}};
  EXPECT_EQ(find_one(trial).what, sighting::kind::taken);
}

TEST(twilio_message_list, takes_no_other_message_for_it) {
  for (const auto& other :
       {json{{"to", "+15550000000"}}, json{{"from", "+15550000000"}}, json{{"body", "Bell"}},
        json{{"date_created", "Mon, 23 Nov 2026 11:59:57 +0000"}}})
    EXPECT_EQ(find_one(other).what, sighting::kind::absent) << other;
  auto by_service = wanted;
  by_service.from = "";
  EXPECT_EQ(find_one({{"from", "+1999"}}, by_service).what, sighting::kind::taken);
}

TEST(twilio_message_list, tells_how_it_ended) {
  const auto failed = find_one({{"status", "undelivered"}, {"error_code", 30005}});
  EXPECT_EQ(failed.told.meaning, answer_class::payload);
  EXPECT_EQ(reason_name(provider::twilio, failed.told.reason), "30005");
  EXPECT_EQ(find_one({{"status", "delivered"}}).told.meaning, answer_class::pending);
}

TEST(twilio_message_list, says_nothing_where_it_cannot_know) {
  EXPECT_EQ(find_message({.status = 500, .body = {}}, wanted).what, sighting::kind::untold);
  EXPECT_EQ(find_message({.status = 200, .body = "<html>"}, wanted).what, sighting::kind::untold);
  EXPECT_EQ(find_one({{"date_created", "yesterday"}}).what, sighting::kind::untold);
  auto full = json::array();
  for (int each = 0; each < 100; ++each) full.push_back(listed({{"body", "others"}}));
  EXPECT_EQ(find_message(page(full), wanted).what, sighting::kind::untold)
      << "older ones are on another page";
  full.back()["date_created"] = "Mon, 23 Nov 2026 11:00:00 +0000";
  EXPECT_EQ(find_message(page(full), wanted).what, sighting::kind::absent);
}

}  // namespace
}  // namespace carillon::providers::twilio
