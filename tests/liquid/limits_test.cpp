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

constexpr std::string_view out_of_work = "error: the template takes more than 1000000 units of work";
constexpr std::string_view too_much_text = "error: the template makes more than 1048576 bytes of text";
/// For what is right although it is much.
constexpr limits generous{.max_work = 50'000'000};

TEST(limits, end_loops_that_would_run_for_ever) {
  for (const std::string_view source :
       {"{% for i in (1..1000000000) %}x{% endfor %}", "{% for i in (1..1000000000) %}{% endfor %}",
        "{% assign r = (1..1000000000) %}", "{% assign r = (-9223372036854775808..9223372036854775807) %}",
        "{% for i in (-9223372036854775808..9223372036854775807) limit: 1000000000 %}{% endfor %}",
        ("{% for a in (1..999) %}{% for b in (1..999) %}{% for c in (1..999) %}{% endfor %}{% endfor %}"
         "{% endfor %}")}) {
    EXPECT_EQ(rendered(source), out_of_work) << source;
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
    EXPECT_TRUE(output == too_much_text || output == out_of_work) << source << ": " << output;
  }
  const json big{{"text", std::string(2 << 20, 'x')}};
  EXPECT_EQ(rendered("{{ text }}", big), too_much_text);
  EXPECT_EQ(rendered("{{ text | append: text | size }}", big), too_much_text);
  EXPECT_EQ(rendered("{{ text | size }}", big), "2097152");
  EXPECT_EQ(rendered("{% for i in (1..99999) %}{% if text == text %}{% endif %}{% endfor %}", big),
            out_of_work);
  EXPECT_EQ(rendered("{% for i in (1..99999) %}{{ text | downcase | truncate: 1, '' }}{% endfor %}", big),
            out_of_work);
}

TEST(limits, count_what_is_inside_of_values) {
  json big = json::array();
  for (int index = 0; index < 60'000; ++index) big.push_back({{"k", index % 100}});
  const json variables{{"list", big}};
  EXPECT_EQ(rendered("{{ list | sort: 'k' | size }}", variables), out_of_work);
  EXPECT_EQ(rendered("{% for i in list %}{% if list contains i %}{% endif %}{% endfor %}", variables),
            out_of_work);
  EXPECT_EQ(rendered("{{ list | json }}", variables), out_of_work);
  EXPECT_EQ(rendered("{{ list.size }} {{ list.last.k }}", variables), "60000 99");
}

TEST(limits, are_the_callers_to_choose) {
  EXPECT_EQ(rendered("abc{{ 'def' }}", json::object(), {.max_output = 6}), "abcdef");
  EXPECT_EQ(rendered("abc{{ 'defg' }}", json::object(), {.max_output = 6}),
            "error: the template makes more than 6 bytes of text");
  EXPECT_EQ(program::parse("{% for i in (1..9) %}{% endfor %}")->render({}, {.max_work = 5}).error().code,
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
  EXPECT_EQ(judged("true" + repeated(" and true", 10'000)), "true");
  EXPECT_EQ(judged("true" + repeated(" && true || false", 5'000)), "true");
  EXPECT_EQ(rendered("{{ a" + repeated(".a", many) + " }}"), "");
  EXPECT_EQ(rendered("{{ 'a'" + repeated(" | upcase", 10'000) + " }}"), "A");
  EXPECT_EQ(rendered("{% if a %}" + repeated("{% elsif b %}", 5'000) + "{% else %}z{% endif %}"), "z");
  EXPECT_EQ(rendered("{% liquid\n" + repeated("if a\n", many) + "%}"),
            "error: line 32: nested deeper than 32 levels");
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
  EXPECT_EQ(rendered("{{ text | replace: needle, 'x' | size }}", variables, generous), "900000");
  EXPECT_EQ(rendered("{{ text | remove_last: needle | size }}", variables, generous), "900000");
  EXPECT_EQ(rendered("{% if text contains needle %}y{% else %}n{% endif %}", variables, generous), "n");
  EXPECT_EQ(rendered("{{ text | split: needle | size }}", variables, generous), "1");
  EXPECT_EQ(rendered("{{ tags | strip_html | size }}", variables, generous), "880000");
  EXPECT_EQ(rendered("{{ entities | escape_once | size }}", variables, generous), "500000");
}

/// What a template asks of the processor, in units.
std::size_t work_of(std::string_view source, const json& variables) {
  budget purse({.max_work = 1'000'000'000, .max_output = 64 << 20});
  const auto output = program::parse(source).value().render(variables, purse);
  EXPECT_TRUE(output) << source;
  return purse.work_done();
}

TEST(budget, prices_every_filter_by_what_it_touches) {
  json variables{{"text", std::string(50'000, '<')}, {"little", "<"}, {"list", json::array()}, {"one", {1}}};
  for (int index = 0; index < 2'000; ++index)
    variables["list"].push_back({{"key", std::to_string(index)}, {"text", std::string(100, 'x')}});
  for (const std::string_view filter : {"escape",
                                        "escape_once",
                                        "strip_html",
                                        "newline_to_br",
                                        "strip_newlines",
                                        "upcase",
                                        "downcase",
                                        "capitalize",
                                        "url_encode",
                                        "url_decode",
                                        "base64_encode",
                                        "base64_url_safe_encode",
                                        "squish",
                                        "replace: 'a', 'b'",
                                        "replace_last: 'a', 'b'",
                                        "remove: 'ab'",
                                        "remove_first: 'ab'",
                                        "split: ''",
                                        "split: ' '",
                                        "json",
                                        "append: '.'",
                                        "slice: 1, 2",
                                        "truncate: 40000",
                                        "truncatewords: 9"}) {
    const auto work = work_of("{% assign x = text | " + std::string(filter) + " %}", variables);
    EXPECT_GT(work, 50'000U / price::copied_bytes) << filter;
    EXPECT_LT(work, 50'000U * 120) << filter;
    EXPECT_LT(work_of("{% assign x = little | " + std::string(filter) + " %}", variables), 2'000U) << filter;
  }
  for (const std::string_view filter : {"sort",
                                        "sort: 'key'",
                                        "sort_natural: 'key'",
                                        "uniq",
                                        "uniq: 'key'",
                                        "reverse",
                                        "compact",
                                        "compact: 'key'",
                                        "map: 'key'",
                                        "where: 'key'",
                                        "where: 'key', '7'",
                                        "reject: 'key', '7'",
                                        "find: 'key', '1999'",
                                        "find_index: 'key', '1999'",
                                        "has: 'key', 'no'",
                                        "concat: one",
                                        "join: ','",
                                        "sum: 'key'",
                                        "json",
                                        "slice: 0, 2000"}) {
    const auto work = work_of("{% assign x = list | " + std::string(filter) + " %}", variables);
    EXPECT_GT(work, 2'000U * price::item) << filter;
    EXPECT_LT(work, 2'000U * price::item * 120) << filter;
  }
}

TEST(budget, refuses_a_hundred_dear_filters_after_a_few) {
  const json variables{{"text", repeated("<p>56 kB</p> ", 4'400)}};
  const auto source = repeated("{{ text | strip_html | size }}", 99);
  EXPECT_EQ(rendered(source, variables), out_of_work);
  EXPECT_GT(work_of(source, variables), 20U * limits().max_work);
  EXPECT_EQ(rendered("{{ text | strip_html | size }}", variables), "26400");
}

TEST(budget, is_one_for_all_that_share_it) {
  const json variables{{"text", std::string(56'000, 'x')}};
  const auto dear = program::parse("{{ text | strip_html | size }}").value();
  budget purse;
  std::size_t rendered_well = 0;
  for (int string = 0; string < 200; ++string)
    rendered_well += dear.render(variables, purse).has_value() ? 1 : 0;
  EXPECT_GT(rendered_well, 0U);
  EXPECT_LT(rendered_well, 10U);
  EXPECT_TRUE(purse.is_exhausted());
  EXPECT_EQ(purse.work_done(), limits().max_work);
  EXPECT_EQ(program::parse("x")->render(variables, purse).error().code, errc::too_large)
      << "once gone, it is gone";
  EXPECT_EQ(condition::parse("true")->holds(variables, purse).error().code, errc::too_large);
}

TEST(budget, pays_for_parsing_where_it_is_asked_to) {
  const auto source = repeated("{{a[b[c]]}}", 5'000);
  budget purse;
  EXPECT_EQ(program::parse(source, purse).error().code, errc::too_large);
  EXPECT_TRUE(purse.is_exhausted());
  EXPECT_TRUE(program::parse(source));
  budget enough;
  EXPECT_TRUE(program::parse("Hi {{ name }}", enough));
  EXPECT_TRUE(condition::parse("name == 'Ada'", enough));
  EXPECT_LT(enough.work_done(), 2'000U);
  EXPECT_GT(enough.work_done(), 200U);
  EXPECT_EQ(condition::parse("{{ a", enough).error().code, errc::invalid_argument);
}

TEST(budget, counts_what_is_written_by_all) {
  budget purse({.max_output = 10});
  const auto four = program::parse("four").value();
  EXPECT_TRUE(four.render({}, purse));
  EXPECT_TRUE(four.render({}, purse));
  EXPECT_EQ(purse.bytes_written(), 8U);
  EXPECT_EQ(four.render({}, purse).error().detail, "the template makes more than 10 bytes of text");
  EXPECT_FALSE(program::parse("")->render({}, purse));
}

TEST(budget, holds_for_conditions) {
  const json variables{{"text", std::string(56'000, 'x')}};
  const auto dear = condition::parse("{{ text | strip_html | upcase | size }} == 56000").value();
  budget purse;
  EXPECT_TRUE(dear.holds(variables, purse).value());
  EXPECT_GT(purse.work_done(), 56'000U);
  budget poor({.max_work = 1'000});
  EXPECT_EQ(dear.holds(variables, poor).error().code, errc::too_large);
  EXPECT_EQ(judged("text contains 'y'" + repeated(" or text contains 'y'", 500), variables), out_of_work);
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
