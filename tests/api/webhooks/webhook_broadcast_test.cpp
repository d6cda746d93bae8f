#include "api/webhooks/webhook_broadcast.hpp"

#include <gtest/gtest.h>

namespace carillon::api {
namespace {

complaints check(json mapping) {
  static const rule expected = webhook_broadcast_rule();
  return validate(expected, mapping);
}

TEST(webhook_broadcast_rule, names_templates_that_do_not_parse) {
  const json good = {{"title", "x"}, {"recipients", {{{"external_id", "u"}}}}};
  EXPECT_TRUE(check(good).empty());
  const auto named = [&](const char* pointer, const json& value) {
    auto changed = good;
    changed[json::json_pointer(pointer)] = value;
    const auto found = check(changed);
    return found.empty() ? std::string() : found.front().substr(0, found.front().find('\'', 7) + 1);
  };
  EXPECT_EQ(named("/title", "{{"), "Param 'title'");
  EXPECT_EQ(named("/content", "{% nonsense %}"), "Param 'content'");
  EXPECT_EQ(named("/when", "{% if %}"), "Param 'when'");
  EXPECT_EQ(named("/recipients/0/external_id", "{{"), "Param 'recipients.0.external_id'");
  EXPECT_EQ(named("/recipients", json::array()), "Param 'recipients'");
  EXPECT_EQ(named("/other", 1), "Param '(root)'");
  EXPECT_EQ(named("/action_url", " JavaScript:{{ payload.x }}"), "Param 'action_url'");
  EXPECT_EQ(named("/action_url", "{{ payload.url }}"), "");
}

TEST(webhook_broadcast_rule, tells_of_a_thousand_bad_templates_no_more_than_of_any_others) {
  json mapping = {{"title", "x"}, {"recipients", json::array()}};
  for (int i = 0; i < 1000; ++i) mapping["recipients"].push_back({{"external_id", "{{"}, {"email", "{{"}});
  EXPECT_LE(check(mapping).size(), max_complaints);
}

TEST(webhook_broadcast_rule, bounds_the_mapping_as_a_whole) {
  const auto of_size = [](std::size_t bytes) {
    json mapping = {{"title", ""}, {"recipients", {{{"external_id", "u"}}}}};
    mapping["title"] = std::string(bytes - dump_json(mapping).size(), 'x');
    return mapping;
  };
  EXPECT_TRUE(check(of_size(32'768)).empty());
  EXPECT_EQ(check(of_size(32'769)), complaints{"Param '(root)' should have at most 32768 bytes"});
}

}  // namespace
}  // namespace carillon::api
