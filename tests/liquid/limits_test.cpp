// Hostile templates: each must end quickly, with an error or a harmless output, under the sanitizers.
#include <vector>

#include "tests/liquid/render.hpp"

namespace carillon::liquid {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t index = 0; index < times; ++index) out += text;
  return out;
}

constexpr std::string_view out_of_steps = "error: the template takes more than 100000 steps";
constexpr std::string_view too_much_text = "error: the template makes a text of more than 1048576 bytes";

TEST(limits, end_loops_that_would_run_for_ever) {
  for (const std::string_view source :
       {"{% for i in (1..1000000000) %}x{% endfor %}", "{% for i in (1..1000000000) %}{% endfor %}",
        "{% assign r = (1..1000000000) %}", "{% assign r = (-9223372036854775808..9223372036854775807) %}",
        "{% for i in (-9223372036854775808..9223372036854775807) limit: 1000000000 %}{% endfor %}",
        "{% for a in (1..999) %}{% for b in (1..999) %}{% for c in (1..999) %}{% endfor %}{% endfor %}{% "
        "endfor %}"}) {
    EXPECT_EQ(rendered(source), out_of_steps) << source;
  }
  EXPECT_EQ(rendered("{% for i in (1..1000000000) limit: 2 offset: 999999 %}{{ i }} {% endfor %}"),
            "1000000 1000001 ");
}

TEST(limits, end_texts_that_grow_without_end) {
  for (const std::string_view source :
       {"{% assign a = 'xxxxxxxx' %}{% for i in (1..90) %}{% assign a = a | append: a %}{% endfor %}",
        "{% assign a = 'xxxxxxxx' %}{% for i in (1..90) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% "
        "endfor %}",
        "{% assign a = 'xxxxxxxx' %}{% for i in (1..90) %}{% assign a = a | replace: 'x', a %}{% endfor %}",
        "{% assign a = 'xx' %}{% for i in (1..90) %}{% assign a = a | split: '' | join: a %}{% endfor %}"}) {
    const auto output = rendered(source);
    EXPECT_TRUE(output == too_much_text || output == out_of_steps) << source << ": " << output;
  }
  const json big{{"text", std::string(2 << 20, 'x')}};
  EXPECT_EQ(rendered("{{ text }}", big), too_much_text);
  EXPECT_EQ(rendered("{{ text | size }}", big), "2097152");
  EXPECT_EQ(rendered("{% for i in (1..99999) %}{% if text == text %}{% endif %}{% endfor %}", big),
            out_of_steps);
  EXPECT_EQ(rendered("{% for i in (1..99999) %}{{ text | downcase | truncate: 1, '' }}{% endfor %}", big),
            too_much_text);
}

TEST(limits, count_what_is_inside_of_values) {
  json big = json::array();
  for (int index = 0; index < 60'000; ++index) big.push_back({{"k", index % 100}});
  const json variables{{"list", big}};
  EXPECT_EQ(rendered("{{ list | sort: 'k' | size }}", variables), out_of_steps);
  EXPECT_EQ(rendered("{% for i in list %}{% if list contains i %}{% endif %}{% endfor %}", variables),
            out_of_steps);
  EXPECT_EQ(rendered("{{ list | json }}", variables), out_of_steps);
  EXPECT_EQ(rendered("{{ list.size }} {{ list.last.k }}", variables), "60000 99");
}

TEST(limits, are_the_callers_to_choose) {
  EXPECT_EQ(rendered("abc{{ 'def' }}", json::object(), {.max_output = 6}), "abcdef");
  EXPECT_EQ(rendered("abc{{ 'defg' }}", json::object(), {.max_output = 6}),
            "error: the template makes a text of more than 6 bytes");
  EXPECT_EQ(program::parse("{% for i in (1..9) %}{% endfor %}")->render({}, {.max_steps = 5}).error().code,
            errc::too_large);
}

TEST(limits, refuse_deep_nesting_before_it_costs_stack) {
  constexpr std::size_t many = 20'000;
  const auto too_deep = "error: line 1: nested deeper than 32 levels";
  EXPECT_EQ(rendered(repeated("{% if a %}", many)), too_deep);
  EXPECT_EQ(rendered(repeated("{% for a in b %}", 10'000)), too_deep);
  EXPECT_EQ(rendered("{{ " + repeated("a[", many) + " }}"), too_deep);
  EXPECT_EQ(judged(repeated("(", many)), too_deep);
  EXPECT_EQ(judged("1 == " + repeated("{{", many)), too_deep);
  EXPECT_EQ(rendered(repeated("{% if a %}", 31) + "x" + repeated("{% endif %}", 31)), "");
  EXPECT_EQ(judged(repeated("!", many) + "true"), "true");
  EXPECT_EQ(judged(repeated("not ", many) + "true"), "true");
  EXPECT_EQ(judged("true" + repeated(" and true", many)), "true");
  EXPECT_EQ(judged("true" + repeated(" && true || false", 10'000)), "true");
  EXPECT_EQ(rendered("{{ a" + repeated(".a", many) + " }}"), "");
  EXPECT_EQ(rendered("{{ 'a'" + repeated(" | upcase", many) + " }}"), "A");
  EXPECT_EQ(rendered("{% if a %}" + repeated("{% elsif b %}", 10'000) + "{% else %}z{% endif %}"), "z");
}

TEST(limits, keep_parsing_linear) {
  constexpr std::size_t many = 40'000;
  EXPECT_EQ(rendered(repeated("{% raw", many)).substr(0, 15), "error: line 1: ");
  EXPECT_EQ(rendered("{% comment %}" + repeated("{%  ", many)),
            "error: line 1: {% comment %} is not closed by {% endcomment %}");
  EXPECT_EQ(rendered(repeated("{", many)).substr(0, 15), "error: line 1: ");
  EXPECT_EQ(rendered(repeated("\n", many) + "{{").substr(0, 18), "error: line 40001:");
}

TEST(limits, keep_filters_linear) {
  const std::string half_needle(50'000, 'a');
  const json variables{{"text", std::string(900'000, 'a')},
                       {"needle", half_needle + "b"},
                       {"tags", repeated("<!--<script", 80'000)},
                       {"entities", std::string(100'000, '&')}};
  EXPECT_EQ(rendered("{{ text | replace: needle, 'x' | size }}", variables), "900000");
  EXPECT_EQ(rendered("{% if text contains needle %}y{% else %}n{% endif %}", variables), "n");
  EXPECT_EQ(rendered("{{ text | split: needle | size }}", variables), "1");
  EXPECT_EQ(rendered("{{ tags | strip_html | size }}", variables), "880000");
  EXPECT_EQ(rendered("{{ entities | escape_once | size }}", variables), "500000");
}

TEST(limits, survive_variables_that_are_not_utf8) {
  for (const std::string_view bytes :
       {"\xff", "\xc3", "\xe2\x82", "a\xf0\x9f\x98", "\x80\x80", "\xc3\xc3\xa4", "\xf8\x80\x80\x80"}) {
    const json variables{{"x", std::string(bytes)}, {"l", {std::string(bytes)}}};
    for (const auto* filter :
         {"upcase", "downcase", "capitalize", "truncate: 1, ''", "size", "split: ''", "slice: 0, 9",
          "slice: -1", "truncatewords: 1", "url_encode", "strip_html", "escape_once", "json", "strip"}) {
      rendered("{{ x | " + std::string(filter) + " }}{{ l | " + std::string(filter) + " }}", variables);
    }
    EXPECT_EQ(rendered("{{ x }}", variables), bytes);
    EXPECT_EQ(rendered("{{ x | json }}", {{"x", "\xff"}}), "\"\xef\xbf\xbd\"");
  }
  EXPECT_EQ(rendered("x{{ y }}", json(7)), "x");
}

}  // namespace
}  // namespace carillon::liquid
