#include "liquid/program.hpp"

#include <thread>
#include <vector>

#include "tests/liquid/render.hpp"

namespace carillon::liquid {
namespace {

TEST(program, renders_tags_and_paths) {
  const auto variables =
      variables_of(R"({"a": {"b": [1, {"c": "x"}], "key": "b"}, "n": 2, "o": {"x": 1, "y": 2},
                                          "size": "own", "sized": {"size": "mine"}, "nothing": null})");
  for (const auto& [source, expected] : std::vector<example>{
           {"", ""},
           {"plain { text } % }} %}", "plain { text } % }} %}"},
           {"{{ a.b[1].c }}{{ a['b'][1]['c'] }}{{ a[a.key][-1].c }}", "xxx"},
           {"{{ a.b.size }}{{ a.b.first }}{{ a.b[0].size }}{{ sized.size }}{{ a.b[9] }}{{ a.b[-3] }}",
            "21mine"},
           {"{{ nothing }}{{ nothing.more }}{{ missing[a.b] }}{{ a.b.c.d }}", ""},
           {"{{ true }}{{ nil }}{{ -1.50 }}{{ 'it''s' }}", "error: line 1: expected '}}', found 's'"},
           {"{{ '}}' }}{{ \"%}\" }}", "}}%}"},
           {"{{ o }}{{ a.b }}", "{\"x\":1,\"y\":2}1{\"c\":\"x\"}"},
           {"a {{- n -}} b {%- if n %} c {%- endif -%} d", "a2b cd"},
           {"{% if n == 2 and missing or true %}y{% else %}n{% endif %}", "y"},
           {"{% if false and missing or true %}y{% else %}n{% endif %}", "n"},
           {"{% if n == 1 %}1{% elsif n == 2 %}2{% elsif true %}3{% else %}4{% endif %}", "2"},
           {"{% unless n == 1 %}not one{% endunless %}", "not one"},
           {"{% case n %} ignored {% when 1 or 3 %}odd{% when 2 %}two{% endcase %}", "two"},
           {"{% for i in (1..3) %}{% for j in (i..n) %}{{ forloop.parentloop.index }}{{ j }} {% endfor %}{% "
            "endfor %}",
            "11 12 22 "},
           {"{% for p in o %}{{ p[0] }}={{ p[1] }};{% endfor %}", "x=1;y=2;"},
           {"{% for c in 'text' %}{{ c }}{% else %}none{% endfor %}", "text"},
           {"{% for i in missing %}x{% else %}none{% endfor %}", "none"},
           {"{% for i in (1..4) %}{% if i == 2 %}{% continue %}{% elsif i == 4 %}{% break %}{% endif %}{{ i "
            "}}{% endfor %}",
            "13"},
           {"{% for i in (1..3) %}{{ forloop.rindex0 }}{{ forloop.first }}{{ forloop.length }} {% endfor "
            "%}{{ forloop.index }}",
            "2true3 1false3 0false3 "},
           {"{% for i in (1..9) limit:2 offset:6, reversed %}{{ i }}{% endfor %}", "87"},
           {"{% assign i = 'out' %}{% for i in (1..2) %}{{ i }}{% endfor %}{{ i }}", "12out"},
           {"{% capture 't' %}[{{ n }}]{% endcapture %}{{ t }}{{ t }}", "[2][2]"},
           {"{% comment %}{% nonsense {{ {% endcomment %}{% raw %}{{ a }}{%- endraw -%} z", "{{ a }}z"},
           {"{%- comment -%} x {%- endcomment %} y", " y"},
           {"{% if a.b.size >= 2 && !(n < 2 || n > 9) %}y{% endif %}", "y"},
           {"{% assign r = (1..4) %}{{ r.size }}{{ r | join }}", "41 2 3 4"},
       }) {
    EXPECT_EQ(rendered(source, variables), expected) << source;
  }
}

TEST(program, compares_as_liquid_does) {
  const auto variables =
      variables_of(R"({"e": "", "l": [], "s": " ", "o": {"k": 1}, "z": 0, "f": false, "t": "abc"})");
  for (const auto* source : {"e == empty",
                             "l == empty",
                             "empty == e",
                             "s == blank",
                             "nothing == blank",
                             "f == blank",
                             "s != empty",
                             "nothing != empty",
                             "z",
                             "e",
                             "o contains 'k'",
                             "t contains 'bc'",
                             "t contains ''",
                             "z == 0.0",
                             "1 <= 1.0",
                             "'a' < 'b'",
                             "nothing == nil",
                             "t <> 'x'",
                             "18446744073709551615 > 1",
                             "t == `\"abc\"`",
                             "l == `[]`"}) {
    EXPECT_EQ(judged(source, variables), "true") << source;
  }
  for (const auto* source : {"nothing", "f", "1 < 'a'", "1 >= 'a'", "nothing < 1", "t contains nothing",
                             "z contains 1", "t == 'ABC'", "nothing == false", "z == '0'", "e == nil"}) {
    EXPECT_EQ(judged(source, variables), "false") << source;
  }
}

TEST(program, refuses_what_it_cannot_parse_and_names_the_line) {
  for (const auto& [source, expected] : std::vector<example>{
           {"a\n\n{{ b", "line 3: {{ is not closed by }}"},
           {"{% if a %}\n{% for", "line 2: {% is not closed by %}"},
           {"\n{% if a %}\n\n", "line 2: 'if' is not closed by 'endif'"},
           {"{% for i in l %}{% else %}", "line 1: 'for' is not closed by 'endfor'"},
           {"\n{{ a | shout }}", "line 2: unknown filter 'shout'"},
           {"{% include 'x' %}", "line 1: unknown tag 'include' here"},
           {"{% endif %}", "line 1: unknown tag 'endif' here"},
           {"{% if a %}{% endfor %}", "line 1: unknown tag 'endfor' here"},
           {"{% %}", "line 1: expected the name of a tag, found '%}'"},
           {"{{ }}", "line 1: expected a value, found '}}'"},
           {"{{ a. }}", "line 1: expected a name behind '.', found '}}'"},
           {"{{ a[0 }}", "line 1: expected ']', found '}}'"},
           {"{{ a b }}", "line 1: expected '}}', found 'b'"},
           {"{{ 'open }}", "line 1: a text opened by ' is not closed"},
           {"{{ a ? }}", "line 1: unexpected character '?'"},
           {"{{ \xc3\xbc }}", "line 1: unexpected character '\xc3\xbc'"},
           {"{{ a | append }}", "line 1: filter 'append' takes 1 argument"},
           {"{{ a | truncate: 1, 2, 3 }}", "line 1: filter 'truncate' takes 0 to 2 arguments"},
           {"{{ a | upcase: x: 1 }}", "line 1: filter 'upcase' does not take the argument 'x'"},
           {"{% raw %}", "line 1: {% raw %} is not closed by {% endraw %}"},
           {"{% for in l %}{% endfor %}", "line 1: expected 'in', found 'l'"},
           {"{% assign a 1 %}", "line 1: expected '=', found '1'"},
           {"{% if a == %}{% endif %}", "line 1: expected a value, found '%}'"},
           {"{% if a == 1 == 2 %}{% endif %}", "line 1: expected '%}', found '=='"},
           {"{% if a %}{% elsif %}", "line 1: expected a value, found '%}'"},
           {"{% case %}", "line 1: expected a value, found '%}'"},
           {"\xff", "a template is UTF-8 text"},
       }) {
    EXPECT_EQ(rendered(source), "error: " + std::string(expected)) << source;
  }
  EXPECT_EQ(program::parse(std::string(max_source + 1, 'x')).error().code, errc::too_large);
}

TEST(program, knows_which_roots_it_mentions) {
  const auto parsed =
      program::parse("{{ a.x | append: b[c.d] }}{% for e in f %}{% if g == 'h' %}{% endif %}{% endfor %}")
          .value();
  for (const auto* root : {"a", "b", "c", "f", "g"}) EXPECT_TRUE(parsed.mentions(root)) << root;
  for (const auto* other : {"x", "d", "e", "h", "append", "true"})
    EXPECT_FALSE(parsed.mentions(other)) << other;
}

TEST(program, knows_which_members_of_a_root_it_mentions) {
  const auto parsed = program::parse(
      "ready {{ a.x.y }}{{ a['z'] }}{{ b }}{{ c[d] }}{% for i in e.list %}{{ i }}{% endfor %}{{ 'a.w' }}");
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed->mentions("a", "x"));
  EXPECT_TRUE(parsed->mentions("a", "z"));
  EXPECT_TRUE(parsed->mentions("b", "anything"));
  EXPECT_TRUE(parsed->mentions("c", "anything"));
  EXPECT_TRUE(parsed->mentions("e", "list"));
  EXPECT_FALSE(parsed->mentions("a", "y"));
  EXPECT_FALSE(parsed->mentions("a", "w"));
  EXPECT_FALSE(parsed->mentions("read"));
  EXPECT_FALSE(parsed->mentions("read", "x"));
  EXPECT_FALSE(parsed->mentions("e", "read"));
  EXPECT_TRUE(program::parse("{{ [name] }}")->mentions("whatever", "x"));
  EXPECT_FALSE(program::parse("{{ ['name'].x }}")->mentions("whatever"));
}

TEST(program, tells_values_from_its_own_words) {
  const auto parsed = program::parse(
      "Hi {{ name }}{{ none }}: {% capture kept %}<{{ name }}>{% endcapture %}{% for n in (1..2) %}{{ n }},"
      "{% endfor %}{{ kept }}{% raw %}{{ }}{% endraw %}");
  const auto output = parsed->render_marking_values({{"name", "Ada"}});
  ASSERT_TRUE(output);
  EXPECT_EQ(output->text, "Hi Ada: 1,2,<Ada>{{ }}");
  std::vector<std::string> values;
  for (const auto& [at, length] : output->values) values.push_back(output->text.substr(at, length));
  EXPECT_EQ(values, (std::vector<std::string>{"Ada", "1", "2", "<Ada>"}));
}

TEST(program, renders_the_same_on_every_thread) {
  const auto parsed =
      program::parse("{% for i in (1..50) %}{% assign x = x | append: i %}{% endfor %}{{ x }}").value();
  const auto expected = parsed.render(json::object()).value();
  std::vector<std::thread> threads;
  std::vector<std::string> outputs(4);
  for (auto& output : outputs) {
    threads.emplace_back([&] { output = parsed.render(json::object()).value(); });
  }
  for (auto& one : threads) one.join();
  for (const auto& output : outputs) EXPECT_EQ(output, expected);
}

}  // namespace
}  // namespace carillon::liquid
