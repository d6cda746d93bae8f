#include <vector>

#include "tests/liquid/render.hpp"

namespace carillon::liquid {
namespace {

const auto variables = variables_of(
    R"({"l": [3, 1, null, 2, 1], "mixed": ["b", 2, true, "a", 1.5], "words": "one two  three",
        "people": [{"n": "Bo", "age": 9}, {"n": "Al", "age": 30}, {"n": "Cy"}], "html": "<p>a &amp; b</p>"})");

void check(const std::vector<example>& table) {
  for (const auto& [source, expected] : table) EXPECT_EQ(rendered(source, variables), expected) << source;
}

TEST(text_filters, follow_liquid) {
  check({
      {"{{ 'b' | append: 'c' | prepend: 'a' }}{{ nil | append: 1 }}", "abc1"},
      {"{{ 'ärger Ñandú' | upcase }}|{{ 'ÄRGER ŽIVOT' | downcase }}|{{ 'éTAT Major' | capitalize }}",
       "ÄRGER ÑANDÚ|ärger život|État major"},
      {"{{ 'αβγ жз ß 中' | upcase }}", "ΑΒΓ ЖЗ SS 中"},
      {"[{{ ' a ' | lstrip }}][{{ ' a ' | rstrip }}][{{ ' a ' | strip }}]", "[a ][ a][a]"},
      {"{{ 'über alles' | truncate: 7 }}|{{ 'abc' | truncate: 3 }}|{{ 'abcd' | truncate: 2 }}|{{ 'abcd' | "
       "truncate: 3, '' }}",
       "über...|abc|...|abc"},
      {"{{ words | truncatewords: 2 }}|{{ words | truncatewords: 3 }}|{{ words | truncatewords: 4 }}|{{ "
       "words "
       "| truncatewords: 0, '-' }}",
       "one two...|one two three...|one two three|one-"},
      {"{{ 'aaa' | replace: 'a', 'bb' }}{{ 'aaa' | replace_first: 'a', 'b' }}{{ 'aba' | replace: '', 'x' }}",
       "bbbbbbbaaaba"},
      {"{{ 'abab' | remove: 'a' }}{{ 'abab' | remove_first: 'b' }}", "bbaab"},
      {"{{ 12 | append: 3.5 | append: true | append: l }}", "123.5true3121"},
  });
}

TEST(markup_filters, follow_liquid) {
  check({
      {"{{ '<\"&amp;>' | escape }}|{{ '<&amp;&#39;&x &' | escape_once }}",
       "&lt;&quot;&amp;amp;&gt;|&lt;&amp;&#39;&amp;x &amp;"},
      {"{{ html | strip_html }}|{{ 'a<script>x</script >b<!-- > -->c<STYLE>y</style>d' | strip_html }}",
       "a &amp; b|axbcd"},
      {"{{ 'a < b' | strip_html }}{{ '<!-- <b>x' | strip_html }}", "a < bx"},
      {"{{ 'a b/ü~' | url_encode }}|{{ 'a+b%2F%C3%BC' | url_decode }}|{{ '%zz' | url_decode }}|{{ '%ff' | "
       "url_decode }}",
       "a+b%2F%C3%BC~|a b/ü|%zz|%ff"},
  });
}

TEST(list_filters, follow_liquid) {
  check({
      {"{{ l | sort | json }}{{ l | uniq | json }}{{ l | compact | reverse | json }}",
       "[1,1,2,3,null][3,1,null,2][1,2,1,3]"},
      {"{{ mixed | sort | json }}", "[true,1.5,2,\"a\",\"b\"]"},
      {"{{ people | sort: 'age' | map: 'n' | join: ',' }}{{ people | map: 'age' | json }}",
       "Bo,Al,Cy[9,30,null]"},
      {"{{ people | where: 'age' | size }}{{ people | where: 'n', 'Al' | map: 'age' }}", "230"},
      {"{{ 'a,b,,' | split: ',' | json }}{{ 'hé' | split: '' | json }}{{ '' | split: ',' | json }}",
       "[\"a\",\"b\"][\"h\",\"é\"][]"},
      {"{{ l | first }}{{ l | last }}{{ l | size }}{{ 'hé' | size }}{{ 12 | size }}{{ nil | first }}",
       "31520"},
      {"{{ l | slice: 1, 2 | json }}{{ l | slice: -2, 9 | json }}{{ 'héllo' | slice: 1 }}{{ 'abc' | slice: 9 "
       "}}",
       "[1,null][2,1]é"},
      {"{{ l | concat: people | size }}{{ 'x' | join: ',' }}{{ nil | sort | json }}", "8x[]"},
  });
}

TEST(number_filters, follow_liquid) {
  check({
      {"{{ 1 | plus: 2 }} {{ '3' | minus: 1.5 }} {{ 'x' | times: 4 }} {{ nil | plus: 1 }}", "3 1.5 0 1"},
      {"{{ 7 | divided_by: 2 }} {{ -7 | divided_by: 2 }} {{ 7 | divided_by: 2.0 }} {{ -7 | modulo: 3 }} {{ 7 "
       "| modulo: -3 }}",
       "3 -4 3.5 2 -2"},
      {"[{{ 1 | divided_by: 0 }}{{ 1.0 | divided_by: 0 }}{{ 1 | modulo: 0 }}]", "[]"},
      {"{{ 2.5 | round }} {{ 2.345 | round: 2 }} {{ -1.2 | floor }} {{ 1.2 | ceil }} {{ -3 | abs }} {{ '1.5' "
       "| abs }}",
       "3 2.35 -2 2 3 1.5"},
      {"{{ 5 | at_least: 9 }} {{ 5 | at_most: 3 }} {{ 5 | at_most: 9 }}", "9 3 5"},
      {"{{ 9223372036854775807 | plus: 1 }}", "9223372036854775808.0"},
      {"{{ -9223372036854775808 | divided_by: -1 }} {{ -9223372036854775808 | abs }}",
       "9223372036854775808.0 9223372036854775808.0"},
      {"{{ -9223372036854775808 | modulo: -1 | abs }}", "0.0"},
  });
}

TEST(date_filter, writes_utc_and_english) {
  check({
      {"{{ '2026-11-23T09:05:07.123Z' | date: '%a %A %b %B %d %e %-d %j %H %I %l %M %S %L %p %P %y %u %w %s "
       "%Z %z %%' }}",
       "Mon Monday Nov November 23 23 23 327 09 09  9 05 07 123 AM am 26 1 1 1795424707 UTC +0000 %"},
      {"{{ '2026-11-23T01:00:00+02:00' | date: '%F %T %R %D %x %X %c' }}",
       "2026-11-22 23:00:00 23:00 11/22/26 11/22/26 23:00:00 Sun Nov 22 23:00:00 2026"},
      {"{{ 0 | date: '%Y' }} {{ '86400' | date: '%F' }} {{ -1 | date: '%F' }} {{ '2024-02-29' | date: '%-j' "
       "}}",
       "1970 1970-01-02 1969-12-31 60"},
      {"{{ 'soon' | date: '%Y' }}|{{ nil | date: '%Y' }}|{{ 99999999999999 | date: '%Y' }}|{{ '2026-02-30' | "
       "date: '%Y' }}",
       "soon||99999999999999|2026-02-30"},
      {"{{ 0 | date: '%! %- 100%' }}", "%! %- 100%"},
  });
  EXPECT_NE(rendered("{{ 'now' | date: '%Y' }}"), "now");
}

TEST(text_filters, take_unicode_as_it_is) {
  check({
      {"{{ 'ß ÿ ǆ ά ѐ ﬃ ệ' | upcase }}|{{ 'ẞ Ÿ Ǆ ΟΔΟΣ Σ ΣΑ Ѐ Ệ' | downcase }}",
       "SS Ÿ Ǆ Ά Ѐ ﬃ Ệ|ß ÿ ǆ οδος σ σα ѐ ệ"},
      {"[{{ '\u00a0\u2003a\u3000' | strip }}][{{ '\u2028a ' | lstrip }}][{{ ' a\u205f' | rstrip }}]",
       "[a][a ][ a]"},
      {"[{{ ' a \n b\u00a0c ' | squish }}]", "[a b c]"},
  });
}

TEST(text_filters, replace_first_and_last) {
  check({
      {"{{ 'abab' | replace_last: 'ab', 'x' }}{{ 'abab' | remove_last: 'a' }}{{ 'b' | remove_last: 'a' }}",
       "abxabbb"},
      {"{{ 'aaaa' | replace_last: 'aa', 'x' }}{{ 'ababa' | remove_last: 'aba' }}", "aaxab"},
      {"{{ 'ab' | replace_first: '', 'x' }}{{ 'ab' | replace_last: '', 'x' }}", "xababx"},
  });
}

TEST(markup_filters, know_base64_and_line_ends) {
  check({
      {"{{ 'a?>ü' | base64_encode }} {{ 'YT8+w7w=' | base64_decode }}", "YT8+w7w= a?>ü"},
      {"{{ 'a?>ü' | base64_url_safe_encode }} {{ 'YT8-w7w=' | base64_url_safe_decode }}", "YT8-w7w= a?>ü"},
      {"[{{ 'no base64' | base64_decode }}{{ '/w==' | base64_decode }}]", "[]"},
      {"{{ 'a\r\nb\rc\n' | newline_to_br }}|{{ 'a\r\nb\rc\n' | strip_newlines }}",
       "a<br />\nb\rc<br />\n|ab\rc"},
      {"{{ '<b>' | h }}", "&lt;b&gt;"},
  });
}

TEST(list_filters, search_lists) {
  check({
      {"{{ people | find: 'n', 'Al' | map: 'age' }}{{ people | find: 'age' | map: 'n' }}{{ people | find: "
       "'x' }}",
       "30Bo"},
      {"{{ people | find_index: 'n', 'Al' }}{{ people | find_index: 'n', 'Di' }}", "1"},
      {"{{ people | has: 'n', 'Al' }}{{ people | has: 'x' }}{{ people | has: 'age', 31 }}", "truefalsefalse"},
      {"{{ people | reject: 'age' | map: 'n' }}{{ people | reject: 'n', 'Cy' | map: 'n' }}", "CyBoAl"},
      {"{{ people | sum: 'age' }} {{ '1.1,2.2,x' | split: ',' | sum }} {{ l | sum }}", "39 3.3 7"},
      {"{{ 'b,A,c,B' | split: ',' | sort_natural | join }}|{{ people | sort_natural: 'n' | map: 'n' | join "
       "}}",
       "A b B c|Al Bo Cy"},
      {"{{ people | uniq: 'x' | size }}{{ people | compact: 'age' | size }}", "12"},
      {"{{ 'hello' | first }}{{ 'hello' | last }}{{ '' | first }}", "ho"},
      {"{{ people | first | first | join: '=' }}", "n=Bo"},
      {"{{ '  a  b ' | split: ' ' | json }}", "[\"a\",\"b\"]"},
  });
}

TEST(list_filters, take_a_variable_that_does_not_exist_for_one_not_given) {
  check({
      {"{{ people | where: 'age', nosuch | map: 'n' | join }}|{{ people | where: nosuch | size }}",
       "Bo Al|0"},
      {"{{ people | where: 'age', nosuch.deeper | size }}{{ people | find: 'age', nosuch | map: 'n' }}",
       "2Bo"},
      {"{{ people | sort: nosuch | size }}{{ l | join: nosuch }}", "33 1  2 1"},
  });
}

TEST(number_filters, show_numbers_without_exponents) {
  check({
      {"{{ 1.5 | times: 1000000000000000 }} {{ 0.0000015 }} {{ 20.0 }} {{ '1e21' | plus: 0 }} {{ 0.00000001 "
       "}}",
       "1500000000000000.0 0.0000015 20.0 1e+21 1e-08"},
      {"{{ true | plus: 1 }}{{ false | plus: 1 }}{{ '+5' | plus: '-2.50' }}{{ '+-5' | plus: 1 }}", "212.51"},
  });
}

TEST(number_filters, calculate_in_decimals) {
  check({
      {"{{ 19.99 | minus: 5.1 }} {{ 0.1 | plus: 0.2 }} {{ 1.1 | times: 3 }} {{ '4.35' | times: 100 }}",
       "14.89 0.3 3.3 435.0"},
      {"{{ 5.1 | divided_by: 1.7 }} {{ 10 | divided_by: 4.0 }} {{ 1 | divided_by: 3.0 }}",
       "3.0 2.5 0.3333333333333333"},
      {"{{ 5.5 | modulo: 1.1 }} {{ -5.5 | modulo: 2 }} {{ 1.005 | round: 2 }} {{ 2.345 | round: 2 }}",
       "0.0 0.5 1.01 2.35"},
      {"{{ -2.5 | round }} {{ 1234.5 | round: -2 }} {{ 1250 | round: -2 }} {{ 1.5 | round: 40 }}",
       "-3 1200 1300 1.5"},
      {"{{ 1e308 | times: 10 }}", "error: line 1: expected '}}', found 'e308'"},
      {"{{ '1e308' | times: 10 }}|{{ '1e-300' | plus: '1e300' }}|{{ '5e-324' | divided_by: 2 }}",
       "|1e+300|5e-324"},
      {"{{ 9223372036854775807 | times: 9223372036854775807 }}", "8.507059173023462e+37"},
  });
}

TEST(default_filter, replaces_what_is_not_there) {
  check({
      {"{{ nil | default: 'x' }}{{ '' | default: 'x' }}{{ false | default: 'x' }}{{ 0 | default: 'x' }}",
       "xxx0"},
      {"{{ false | default: 'x', allow_false: true }}{{ nil | default }}{{ 'a' | default: 'x' }}", "falsea"},
      {"{{ people | first | json }}{{ '\"' | json }}", "{\"n\":\"Bo\",\"age\":9}\"\\\"\""},
  });
}

}  // namespace
}  // namespace carillon::liquid
