// What a broadcast's record and its recipients say, damaged: `corrupted`, never an exception.
#include <gtest/gtest.h>

#include "engine/content/broadcast_content.hpp"
#include "engine/content/delivery_steps.hpp"
#include "engine/roles/audience.hpp"

namespace carillon::engine {
namespace {

TEST(damaged_steps, are_no_steps) {
  for (const char* const stored :
       {"", "{", "5", "[]", "{}", R"({"steps":5})", R"({"steps":null})", R"({"steps":[5]})",
        R"({"steps":[{}]})", R"({"steps":[{"channel":5}]})", R"({"steps":[{"channel":"sms","delay":"x"}]})",
        R"({"steps":[{"channel":"sms","delay":9223372036854775807}]})",
        R"({"steps":[{"channel":"sms","delay":-5}]})", R"({"steps":[{"channel":"sms","if":[]}]})",
        R"({"steps":[],"disabled":0})"}) {
    const auto read = parse_delivery_steps(stored);
    EXPECT_EQ(read ? "read" : to_string(read.error().code), "corrupted") << stored;
  }
}

TEST(damaged_broadcasts, have_no_content) {
  for (const auto& [body, steps] : std::to_array<std::pair<const char*, const char*>>(
           {{"", ""}, {"5", ""}, {"[]", ""}, {"{}", "5"}, {"{}", R"({"steps":[{"channel":5}]})"}})) {
    queue::broadcast_record record;
    record.body = body;
    record.steps = steps;
    const auto made = broadcast_content::make(record, std::chrono::hours(1));
    EXPECT_EQ(made ? "made" : to_string(made.error().code), "corrupted") << body << ' ' << steps;
  }
}

TEST(damaged_broadcasts, of_odd_members_are_read_without_them) {
  queue::broadcast_record record;
  record.body = R"({"title":5,"content":[],"category":{},"overrides":7,"custom_attributes":"x"})";
  const auto made = broadcast_content::make(record, std::chrono::hours(1)).value();
  EXPECT_EQ(made->text("title"), "");
  EXPECT_EQ(made->text("category"), "");
}

TEST(damaged_audience, is_nobody) {
  for (const char* const stored : {"", "5", "{}", "[5]", R"(["a"])", "[null]"}) {
    const auto read = parse_audience(stored);
    EXPECT_EQ(read ? "read" : to_string(read.error().code), "corrupted") << stored;
  }
  EXPECT_NO_THROW(std::ignore =
                      parse_audience(R"([{"external_id":5,"phone_numbers":"x","custom_attributes":3}])"));
  EXPECT_NO_THROW(std::ignore = parse_audience(R"([{"topic":5},{"users":{"all":"yes"}}])"));
}

}  // namespace
}  // namespace carillon::engine
