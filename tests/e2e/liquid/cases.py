"""The cases: every filter over every type with many arguments, and every tag."""

import itertools

VARIABLES = {
    "nothing": None,
    "yes": True,
    "no": False,
    "zero": 0,
    "one": 1,
    "seven": 7,
    "minus": -3,
    "half": 2.5,
    "price": 19.99,
    "tiny": -0.25,
    "empty_text": "",
    "spaces": "  ",
    "word": "hello",
    "sentence": "  The quick  brown\nfox, jumps over. ",
    "unicode": "Über ÉTÉ ß ñandú 日本 😀",
    "digits": "42",
    "decimal": "3.75",
    "html": "<p class=\"a\">one &amp; <b>two</b></p><!-- no --><script>x()</script>'",
    "lines": "a\nb\r\nc\n",
    "csv": "b,a,,c,",
    "encoded": "a%20b+c%2Fd",
    "base64": "SGVsbG8sIHc6cmxkIQ==",
    "day": "2016-03-14",
    "moment": "2016-03-14 10:20:30",
    "spoken": "March 14, 2016",
    "epoch": 1457950830,
    "none": [],
    "numbers": [3, 1, 2, 3],
    "words": ["pear", "Apple", "fig", "apple"],
    "mixed": ["1", 2, "3"],
    "gaps": ["a", None, "b"],
    "nested": [[1, 2], [3], []],
    "people": [
        {"name": "Bo", "age": 9, "ok": True},
        {"name": "Al", "age": 30, "ok": False},
        {"name": "Cy", "age": 9},
    ],
    "object": {"size_of": 1, "color": "red"},
    "empty_object": {},
}
INPUTS = ["nosuch", *VARIABLES, "(1..4)"]

ARGUMENTS = ["nosuch", "nil", "true", "0", "1", "2", "-1", "-4", "100", "2.5", "''", "' '", "'l'", "'a'", "','", "'hello'"]
FEW = ["nosuch", "nil", "1", "'a'", "''"]
KEYS = ["'name'", "'age'", "'ok'", "'nosuch'", "nosuch", "nil", "'size_of'"]
DATES = ["'%Y-%m-%d'", "'%b %-d, %Y'", "'%H:%M:%S'", "'%A %a %B %b %d %e %j'", "'%I %l %k %p %P'", "'%y %C %u %w'", "'%U %W %%'", "'%^a %^B'", "'%_d|%-m|%03d|%5d'", "''", "nosuch"]

NO_ARGUMENT = (
    "abs base64_decode base64_encode capitalize ceil compact downcase escape escape_once first floor join last lstrip "
    "newline_to_br reverse round rstrip size sort sort_natural strip strip_html strip_newlines sum truncate truncatewords "
    "uniq upcase url_decode url_encode default squish"
).split()
ONE_ARGUMENT = (
    "append at_least at_most default divided_by join minus modulo plus prepend remove remove_first remove_last round slice "
    "split times truncate truncatewords"
).split()
TWO_ARGUMENTS = "replace replace_first replace_last slice truncate truncatewords".split()
BY_KEY = "map sort sort_natural sum where reject find find_index has compact uniq".split()
BY_KEY_AND_VALUE = "where reject find find_index has".split()

#: Shows what a filter made, whatever its type.
SHOWN = "{{% assign x = {} %}}{{% for i in x %}}[{{{{ i }}}}]{{% else %}}-{{% endfor %}}|{{{{ x }}}}"


def filters():
    for name, value in itertools.product(NO_ARGUMENT, INPUTS):
        yield f"{value} | {name}"
    for name, value, argument in itertools.product(ONE_ARGUMENT, INPUTS, ARGUMENTS):
        yield f"{value} | {name}: {argument}"
    for name, value, one, two in itertools.product(TWO_ARGUMENTS, INPUTS, ["1", "'l'", "'a'", "nosuch", "-3"], FEW):
        yield f"{value} | {name}: {one}, {two}"
    for name, value, key in itertools.product(BY_KEY, INPUTS, KEYS):
        yield f"{value} | {name}: {key}"
    for name, key, value in itertools.product(BY_KEY_AND_VALUE, KEYS, ["nosuch", "nil", "9", "'Al'", "true", "false", "30.0"]):
        yield f"people | {name}: {key}, {value}"
    for value, other in itertools.product(INPUTS, ["none", "numbers", "people", "nosuch", "nil", "'a'", "(1..2)"]):
        yield f"{value} | concat: {other}"
    for value, pattern in itertools.product(INPUTS, DATES):
        yield f"{value} | date: {pattern}"
    for value in INPUTS:
        yield f"{value} | default: 'x', allow_false: true"


COMPARED = ["nosuch", "nil", "true", "false", "zero", "one", "seven", "half", "word", "empty_text", "spaces", "digits", "none", "numbers", "object", "empty_object", "empty", "blank", "'hello'", "0.0", "1.0", "(1..2)"]


def conditions():
    for left in INPUTS:
        yield f"{{% if {left} %}}y{{% else %}}n{{% endif %}}{{% unless {left} %}}y{{% else %}}n{{% endunless %}}"
    for left, sign, right in itertools.product(COMPARED, ["==", "!=", "<>", "<", "<=", ">", ">="], COMPARED):
        yield f"{{% if {left} {sign} {right} %}}y{{% else %}}n{{% endif %}}"
    for left, right in itertools.product(INPUTS, ["'l'", "'a'", "1", "3", "nil", "nosuch", "''", "'size_of'", "'Apple'", "true"]):
        yield f"{{% if {left} contains {right} %}}y{{% else %}}n{{% endif %}}"
    for one, two, three in itertools.product(["true", "false"], repeat=3):
        for first, second in itertools.product(["and", "or"], repeat=2):
            yield f"{{% if {one} {first} {two} {second} {three} %}}y{{% else %}}n{{% endif %}}"
    for subject, when in itertools.product(INPUTS, ["1", "'hello'", "nil", "nosuch", "true", "2.5", "empty", "'a', 'hello'", "7 or 1"]):
        yield f"{{% case {subject} %}}{{% when {when} %}}y{{% else %}}n{{% endcase %}}"


def outputs():
    for value in INPUTS:
        yield f"{{{{ {value} }}}}"
        for step in [".size", ".first", ".last", "[0]", "[-1]", "[1]", "['color']", ".color", "['nosuch']", ".nosuch.more", "[nosuch]", ".name"]:
            if value != "(1..4)":
                yield f"{{{{ {value}{step} }}}}"
    yield from LITERALS


SPELLED_NUMBERS = ["' 7 '", "'1e3'", "'+5'", "'-2.50'", "'0x1f'", "'3abc'", "'.5'", "'5.'", "'007'", "'1,5'", "'-'", "'--1'", "'9007199254740993'", "'1.0'", "'-0'", "'Infinity'", "'NaN'", "1000000", "0.1", "-7", "-7.5"]
SPELLED_DATES = ["2016-03-14T10:20:30", "2016-03-14T10:20:30Z", "2016-03-14 10:20", "2016/03/14", "03/14/2016", "3/4/2016", "14 Mar 2016", "Mar 14 2016", "14 March 2016 10:20", "March 14, 2016 2:30 PM", "Mon, 14 Mar 2016 10:20:30 GMT", "Mon Mar 14 2016", "Monday, March 14, 2016", "2016-12-31 23:59:59", "2015-01-01", "2016-02-29", "2016-02-30", "2016-13-01", "soon", "1457950830", "0", "-1", "99999999999", "Feb 3, 2017", "1 Jan 2020 12:00 am", "January 1 2020 12:00 pm"]
PATTERNS = ["%Y-%m-%d %H:%M:%S", "%a, %d %b %Y %I:%M %p", "%-m/%-d/%y %l:%M%P", "%j %U %W %u %w", "%e %k %C", "%s", "%%|%n|%t", "%^A|%^b|%#p|%-I|%_m|%010Y|%3d|%_5e", "%B %-d", "%h %d", "%:z %z", "%Q %N", "no directive", "100%"]
ARITHMETIC = ["plus", "minus", "times", "divided_by", "modulo", "at_least", "at_most"]


def spelled():
    for value, name, argument in itertools.product(SPELLED_NUMBERS, ARITHMETIC, ["2", "'3'", "0.5", "-4", *SPELLED_NUMBERS]):
        yield f"{value} | {name}: {argument}"
    for value, name in itertools.product(SPELLED_NUMBERS, ["abs", "ceil", "floor", "round", "round: 1", "round: 2", "size", "plus: 0"]):
        yield f"{value} | {name}"
    for value, pattern in itertools.product(SPELLED_DATES, PATTERNS):
        yield f"'{value}' | date: '{pattern}'"


LITERALS = ["{{ 1 }}{{ -1 }}{{ 1.5 }}{{ 'a' }}{{ \"b\" }}{{ true }}{{ false }}{{ nil }}", "{{ 'it' | append: \"'s\" }}", "{{ ['word'] }}{{ [\"object\"].color }}{{ object['color'] }}"]


def loops():
    body = "{{ i }},"
    for value in INPUTS:
        yield f"{{% for i in {value} %}}{body}{{% else %}}none{{% endfor %}}"
        for options in ["limit:2", "offset:1", "limit:1 offset:1", "reversed", "reversed limit:2", "limit:2 offset:1 reversed", "limit:nosuch", "offset:nosuch", "limit:one", "limit:0", "offset:10"]:
            yield f"{{% for i in {value} {options} %}}{body}{{% else %}}none{{% endfor %}}"
    for field in ["index", "index0", "rindex", "rindex0", "first", "last", "length", "name", "nosuch", "parentloop.index"]:
        yield f"{{% for i in numbers %}}{{{{ forloop.{field} }}}} {{% endfor %}}"
        yield f"{{% for j in (1..2) %}}{{% for i in numbers limit:2 %}}{{{{ forloop.{field} }}}} {{% endfor %}}{{% endfor %}}"
    for one, two in itertools.product(["limit:1", "limit:2", "limit:2 offset:1", "", "reversed limit:2"], ["offset:continue", "offset:continue limit:1", "offset:continue reversed"]):
        yield f"{{% for i in numbers {one} %}}{body}{{% endfor %}};{{% for i in numbers {two} %}}{body}{{% else %}}none{{% endfor %}}"


TAGS = [
    "{% for i in numbers %}{% cycle 'a', 'b', 'c' %}{% endfor %}",
    "{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}{% cycle 'c', 'd' %}{% cycle 'a', 'b' %}",
    "{% cycle 'g': 'a', 'b' %}{% cycle 'h': 'a', 'b' %}{% cycle 'g': 'a', 'b' %}",
    "{% cycle word: 1, 2 %}{% cycle 'hello': 1, 2 %}",
    "{% for i in numbers %}{% cycle i, 'x' %}{% endfor %}",
    "{% increment n %}{% increment n %}{% increment m %}",
    "{% decrement n %}{% decrement n %}{% decrement m %}",
    "{% increment n %}{% increment n %}{% decrement n %}",
    "{% increment n %}{% increment n %}{{ n }}",
    "{% assign x = 'a' %}{{ x }}{% assign x = x | append: 'b' %}{{ x }}",
    "{% assign x = numbers %}{{ x.size }}{% assign y = x[0] %}{{ y }}",
    "{% capture x %}a{{ word }}{% endcapture %}{{ x }}{{ x | size }}",
    "{% capture 'x' %}a{% endcapture %}{{ x }}",
    "{% capture x %}{% for i in numbers %}{{ i }}{% endfor %}{% endcapture %}{{ x }}",
    "{% if false %}a{% elsif true %}b{% else %}c{% endif %}{% if false %}a{% elsif false %}b{% else %}c{% endif %}",
    "{% unless true %}a{% elsif true %}b{% endunless %}{% unless false %}a{% else %}b{% endunless %}",
    "{% case word %}{% when 'a' %}1{% when 'hello' %}2{% else %}3{% endcase %}",
    "{% case 3 %}{% when 1, 2 %}a{% when 3 or 4 %}b{% endcase %}",
    "{% for i in numbers %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}",
    "{% for i in numbers %}{% if i == 1 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "{% for i in (1..2) %}{% for j in (1..3) %}{% if j == 2 %}{% break %}{% endif %}{{ i }}{{ j }}{% endfor %}{% endfor %}",
    "{% for i in (one..seven) %}{{ i }}{% endfor %}{% for i in (3..1) %}x{% else %}none{% endfor %}",
    "{% for p in object %}{{ p[0] }}={{ p[1] }};{% endfor %}",
    "{% for i in numbers %}{{ i }}{% endfor %}{{ i }}{% assign i = 5 %}{% for i in numbers %}{% endfor %}{{ i }}",
    "{% ifchanged %}a{% endifchanged %}",
    "{% liquid\nassign x = 'a'\necho x | upcase\n%}",
    "{% liquid\nfor i in numbers\nif i == 1\ncontinue\nendif\necho i\nendfor\n%}",
    "{% liquid\n\n# comment\necho 'a'\n\necho 'b'\n%}",
    "{% liquid echo 'a' %}",
    "{% liquid\ncase word\nwhen 'hello'\necho 1\nelse\necho 2\nendcase\n%}",
    "{% liquid\nnosuch\n%}",
    "{% liquid\nif true\necho 1\n%}",
    "{% echo word | upcase %}{% echo nosuch %}{% echo 1 %}",
    "a{% comment %}b{{ c }}{% endcomment %}d",
    "a{% comment %}{% if %}{{ {% endcomment %}d",
    "a{% comment %}{% raw %}{% endcomment %}{% endraw %}{% endcomment %}d",
    "a{%- comment -%} b {%- endcomment -%} d",
    "a{% # comment %}b{%- # comment -%} c",
    "{% # a\n # b %}x",
    "{% # a\n b %}x",
    "{% raw %}{{ a }}{% if %}{% endraw %}",
    "{% raw %} {{ a {% endraw %}b",
    "a {%- raw -%} b {%- endraw -%} c",
    "a {{- word -}} b {{ word -}}  c  {{- word }}",
    " {%- if true -%} a {%- endif -%} ",
    "{%- assign x = 1 -%}\n {{ x }}",
    "a\n{% if true %}\nb\n{% endif %}\nc",
    "{% tablerow i in none %}x{% endtablerow %}",
    "{{ 'a' | nosuch }}",
    "{% nosuch %}",
    "{% if true %}",
    "{% for i in numbers %}",
    "{% endif %}",
    "{% if %}{% endif %}",
    "{{ word",
    "{% if true",
    "{% case %}{% endcase %}",
    "{% for in numbers %}{% endfor %}",
    "{% assign = 1 %}",
    "{% assign x %}",
    "{% capture %}{% endcapture %}",
    "{% raw %}",
    "{% comment %}",
    "{% cycle %}",
    "{% break %}a",
    "a{% continue %}b",
    "{}{ { } } %} }}",
    "{{}}",
    "{{ }}",
    "{%%}",
]


def sources():
    for chain in filters():
        yield SHOWN.format(chain)
    for chain in spelled():
        yield SHOWN.format(chain)
    yield from conditions()
    yield from outputs()
    yield from loops()
    yield from TAGS


