#include <vector>

#include "tests/liquid/render.hpp"

namespace carillon::liquid {
namespace {

const auto notification = variables_of(
    R"({"notification": {"unseen": true, "category": "billing", "title": "x' or true or 'x", "count": 3,
        "zero": 0, "no": "false", "text": "}} {% if true %}"}})");

TEST(condition, compares_placeholders_by_value) {
  for (const auto& [source, expected] : std::vector<example>{
           {"{{notification.unseen}} == false", "false"},
           {"{{ notification.unseen }} == true", "true"},
           {"{{notification.category}} == 'billing' and {{notification.count}} >= 3", "true"},
           {"{{ notification.missing }} == nil", "true"},
           {"{{ notification.title | size }} > 100", "false"},
           {"'{{ notification.category }}/{{ notification.count }}' == 'billing/3'", "true"},
           {"false == {{notification.unseen}}", "false"},
       }) {
    EXPECT_EQ(judged(source, notification), expected) << source;
  }
}

TEST(condition, is_never_changed_by_what_a_placeholder_holds) {
  EXPECT_EQ(judged("{{ notification.title }} == 'x'", notification), "false");
  EXPECT_EQ(judged("'{{ notification.title }}' == 'x'", notification), "false");
  EXPECT_EQ(judged("{{ notification.text }} == 1", notification), "false");
}

TEST(condition, takes_plain_expressions) {
  for (const auto& [source, expected] : std::vector<example>{
           {"notification.unseen == true", "true"},
           {"notification.unseen == `true` && notification.count == `3`", "true"},
           {"!notification.unseen || notification.category == \"billing\"", "true"},
           {"!(notification.unseen)", "false"},
           {"not notification.unseen == false", "true"},
           {"!!notification.unseen", "true"},
           {"false && false || true", "true"},
           {"false and false or true", "false"},
           {"(false and false) or true", "true"},
           {"notification.category == `billing`", "true"},
           {"notification", "true"},
           {"true", "true"},
           {"notification.missing.deeper", "false"},
       }) {
    EXPECT_EQ(judged(source, notification), expected) << source;
  }
}

TEST(condition, lets_the_output_of_a_template_decide) {
  for (const auto& [source, expected] : std::vector<example>{
           {"{{ notification.unseen }}", "true"},
           {"  {{ notification.missing }}\n", "false"},
           {"{{ notification.zero }}", "false"},
           {"{{ notification.no }}", "false"},
           {"{{ notification.missing }}{{ notification.count }}", "true"},
           {"{% if notification.count > 2 %} true {% else %} nil {% endif %}", "true"},
           {"{% if notification.count > 3 %} true {% else %} nil {% endif %}", "false"},
           {"", "false"},
       }) {
    EXPECT_EQ(judged(source, notification), expected) << source;
  }
}

TEST(condition, refuses_what_it_cannot_parse) {
  for (const auto& [source, expected] : std::vector<example>{
           {"{{ a }} is new", "line 1: expected an operator or the end, found 'is'"},
           {"{{ a == 1", "line 1: {{ is not closed by }}"},
           {"a ==", "line 1: expected a value, found the end"},
           {"a = 1", "line 1: expected an operator or the end, found '='"},
           {"(a == 1", "line 1: expected ')', found the end"},
           {"'{{ a' == 1", "line 1: in the text: line 1: {{ is not closed by }}"},
           {"a | upcase == 'X'", "line 1: expected an operator or the end, found '|'"},
           {"{{ a | shout }} == 1", "line 1: unknown filter 'shout'"},
       }) {
    EXPECT_EQ(judged(source), "error: " + std::string(expected)) << source;
  }
}

TEST(condition, knows_which_roots_it_mentions) {
  const auto parsed = condition::parse("{{ a.b }} == c and '{{ d }}' != \"e\"").value();
  for (const auto* root : {"a", "c", "d"}) EXPECT_TRUE(parsed.mentions(root)) << root;
  for (const auto* other : {"b", "e"}) EXPECT_FALSE(parsed.mentions(other)) << other;
}

}  // namespace
}  // namespace carillon::liquid
