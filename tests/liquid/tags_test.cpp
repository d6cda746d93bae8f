// Tags beside those of program_test: loops that continue, cycle, tablerow, counters, liquid, comments.
#include <vector>

#include "tests/liquid/render.hpp"

namespace carillon::liquid {
namespace {

const auto variables =
    variables_of(R"({"items": ["a", "b", "c", "d"], "o": {"size": 1, "color": 2}, "a b": {"c": 7},
                                        "key": "a b", "page": {"first name": "Ada"}})");

void check(const std::vector<example>& table) {
  for (const auto& [source, expected] : table) EXPECT_EQ(rendered(source, variables), expected) << source;
}

TEST(for_tag, continues_where_the_last_loop_ended) {
  check({
      {"{% for i in items limit:2 %}{{ i }}{% endfor %} {% for i in items offset:continue %}{{ i }}{% endfor "
       "%}",
       "ab cd"},
      {"{% for i in items offset:continue %}{{ i }}{% endfor %}", "abcd"},
      {"{% for i in items limit:1 %}{{ i }}{% endfor %}{% for i in items limit:2 offset:continue %}{{ i }}{% "
       "endfor "
       "%}{% for i in items offset: continue %}{{ i }}{% endfor %}{% for i in items offset: continue %}x{% "
       "else %}!{% "
       "endfor %}",
       "abcd!"},
      {"{% for i in items limit:2 %}{% endfor %}{% for j in items offset:continue %}{{ j }}{% endfor %}",
       "abcd"},
      {"{% for i in items limit:3 %}{% break %}{% endfor %}{% for i in items offset:continue %}{{ i }}{% "
       "endfor %}",
       "d"},
      {"{% for i in items reversed offset:1 limit:2 %}{{ i }}{% endfor %}", "cb"},
  });
}

TEST(for_tag, walks_objects_in_their_order) {
  check({{"{% for p in o %}{{ p[0] }} {% endfor %}{{ o | json }}{{ o }}",
          "size color {\"size\":1,\"color\":2}{\"size\":1,\"color\":2}"}});
}

TEST(for_tag, says_its_name) {
  check({{"{% for i in items limit:1 %}{{ forloop.name }}{{ forloop.nosuch }}{% endfor %}", "i-items"}});
}

TEST(cycle_tag, takes_turns) {
  check({
      {"{% for i in items %}{% cycle 'odd', 'even' %} {% endfor %}", "odd even odd even "},
      {"{% cycle 'a','b' %}{% cycle 'x','y' %}{% cycle 'a','b' %}{% cycle 'a','b' %}", "axba"},
      {"{% cycle 'g': 'a','b' %}{% cycle key: 'a','b' %}{% cycle 'g': 'a','b' %}", "aab"},
      {"{% cycle key, 2 %}{% cycle key, 2 %}", "a b2"},
  });
}

TEST(counter_tags, count_beside_the_variables) {
  check({
      {"{% increment n %}{% increment n %}{{ n }}{% decrement n %}{% decrement m %}{{ m }}", "0121-1-1"},
      {"{% assign n = 9 %}{% increment n %}{{ n }}", "09"},
  });
}

TEST(tablerow_tag, writes_rows) {
  check({
      {"{% tablerow i in items cols:2 limit:3 %}{{ i }}{{ tablerowloop.col }}{% endtablerow %}",
       "<tr class=\"row1\">\n<td class=\"col1\">a1</td><td class=\"col2\">b2</td></tr>\n<tr "
       "class=\"row2\"><td "
       "class=\"col1\">c1</td></tr>\n"},
      {"{% tablerow i in items offset:3 %}{{ tablerowloop.col_last }}{{ forloop.index }}{% endtablerow %}",
       "<tr class=\"row1\">\n<td class=\"col1\">true</td></tr>\n"},
      {"{% tablerow i in nosuch %}x{% endtablerow %}", ""},
      {"{% for j in (5..5) %}{% tablerow i in (1..1) %}{{ forloop.last }}{% endtablerow %}{% endfor %}",
       "<tr class=\"row1\">\n<td class=\"col1\">true</td></tr>\n"},
  });
}

TEST(ifchanged_tag, shows_what_is_new) {
  check(
      {{"{% assign l = '1,1,2,2,1' | split: ',' %}{% for i in l %}{% ifchanged %}{{ i }}{% endifchanged %}{% "
        "endfor %}",
        "121"}});
}

TEST(liquid_tag, takes_each_line_for_a_tag) {
  check({
      {"{% liquid\n  assign x = 'a' | upcase\n  # a comment %}{{ x }}", "A"},
      {"a{%- liquid\n for i in items\n\n   if i == 'c'\n break\n endif\n echo i | append: \"-%}\"\n "
       "endfor\n-%} z",
       "aa-%}b-%}z"},
      {"{% liquid %}{% liquid echo 1 %}{% liquid\n%}", "1"},
      {"{% liquid\n comment\n nonsense {{\n comment\n endcomment\n endcomment\n echo 'x'\n%}", "x"},
      {"{% for i in items %}{% liquid\n if i == 'b'\n break\n endif\n echo i\n%}{% endfor %}", "a"},
      {"{% liquid\n if true\n%}x{% endif %}", "error: line 2: 'if' is not closed by 'endif'"},
      {"{% if true %}{% liquid\n endif\n%}", "error: line 2: unknown tag 'endif' here"},
      {"{% liquid\n\n nosuch\n%}", "error: line 3: unknown tag 'nosuch' here"},
      {"{% liquid\n echo 1", "error: line 1: {% liquid is not closed by %}"},
      {"{% liquid\n comment\n%}", "error: line 2: 'comment' is not closed by 'endcomment'"},
      {"{% liquid\n raw\n%}", "error: line 2: unknown tag 'raw' here"},
  });
}

TEST(comments, hide_whatever_they_hold) {
  check({
      {"a{% comment %}{% raw %}{% endcomment %}{% endraw %}{% endcomment %}b", "ab"},
      {"a{% comment %}x{% comment %}y{% endcomment %}z{% endcomment %}b", "ab"},
      {"a{% comment %}{% raw %}{% endcomment %}b", "ab"},
      {"a{%- # one line -%} b{% # %}{%#x%}", "ab"},
      {"a{% # one\n  # two\n%}b", "ab"},
      {"a{% # one\n two %}b", "error: line 1: every line of an inline comment begins with '#'"},
      {"a{% doc %}{% nosuch %}{% enddoc %}b", "ab"},
      {"a{% # never closed", "error: line 1: {% is not closed by %}"},
      {"{% raw %}{% raw %}{% endraw %}", "{% raw %}"},
  });
}

TEST(paths, may_begin_with_a_bracket) {
  check({
      {"{{ ['a b'].c }}{{ [\"a b\"]['c'] }}{{ [key].c }}{{ ['nosuch'] }}{{ page['first name'] }}", "777Ada"},
      {"{% if ['a b'].c == 7 %}y{% endif %}{% assign x = ['a b'] %}{{ x.c }}", "y7"},
      {"{{ ['a b' }}", "error: line 1: expected ']', found '}}'"},
  });
}

TEST(tags, that_are_unknown_or_taken_wrongly_are_refused_by_name_and_line) {
  check({
      {"\n{% render 'x' %}", "error: line 2: unknown tag 'render' here"},
      {"{% for i in items foo:1 %}{% endfor %}", "error: line 1: expected '%}', found 'foo'"},
      {"{% for i in items cols:1 %}{% endfor %}", "error: line 1: expected '%}', found 'cols'"},
      {"{% for i in items limit %}{% endfor %}", "error: line 1: expected ':', found '%}'"},
      {"{% tablerow i in items reversed %}{% endtablerow %}",
       "error: line 1: expected '%}', found 'reversed'"},
      {"{% cycle %}", "error: line 1: expected a value, found '%}'"},
      {"{% cycle 'a' 'b' %}", "error: line 1: expected '%}', found 'b'"},
      {"{% increment 1 %}", "error: line 1: expected the name of a counter, found '1'"},
      {"{% increment a.b %}", "error: line 1: expected '%}', found '.'"},
      {"{% echo %}", "error: line 1: expected a value, found '%}'"},
      {"{% assign x.y = 1 %}", "error: line 1: expected '=', found '.'"},
      {"{% ifchanged x %}{% endifchanged %}", "error: line 1: expected '%}', found 'x'"},
      {"{{ a | first: 1 }}", "error: line 1: filter 'first' takes 0 arguments"},
      {"{{ a | sum: 1, 2 }}", "error: line 1: filter 'sum' takes 0 to 1 argument"},
      {"{{ a | where }}", "error: line 1: filter 'where' takes 1 to 2 arguments"},
  });
}

}  // namespace
}  // namespace carillon::liquid
