// The rules of parser for expressions; parser.cpp has those for statements.
#include <algorithm>
#include <array>

#include "liquid/lexer.hpp"
#include "liquid/nesting.hpp"
#include "liquid/parser.hpp"

namespace carillon::liquid {
namespace {

struct operator_row {
  std::string_view text;
  comparator how;
};
constexpr std::array<operator_row, 8> operators{{{"==", comparator::equal},
                                                 {"!=", comparator::different},
                                                 {"<>", comparator::different},
                                                 {"<", comparator::less},
                                                 {"<=", comparator::less_or_equal},
                                                 {">", comparator::greater},
                                                 {">=", comparator::greater_or_equal},
                                                 {"contains", comparator::contains}}};

expression_ptr constant(json content) {
  return std::make_unique<literal>(made(std::move(content)));
}

expression_ptr keyword(std::string_view word) {
  if (word == "nil" || word == "null") return std::make_unique<literal>(nil());
  if (word == "true" || word == "false") return constant(word == "true");
  if (word == "empty") return std::make_unique<literal>(empty_literal());
  return word == "blank" ? std::make_unique<literal>(blank_literal()) : nullptr;
}

/// `…`: JSON, or else the text itself, as JMESPath once had it.
json backtick_content(std::string_view text) {
  auto content = parse_json(text);
  return content ? std::move(*content) : json(text);
}

/// A chain of one is the operand itself.
expression_ptr joined(std::vector<junction::term> terms) {
  if (terms.size() == 1) return std::move(terms.front().operand);
  return std::make_unique<junction>(std::move(terms));
}

}  // namespace

expression_ptr parser::parse_operand() {
  const nested level(*this);
  switch (peek().kind) {
    case token_kind::number:
    case token_kind::backtick:
      return parse_literal();
    case token_kind::string:
      return parse_text();
    case token_kind::name:
      return parse_path();
    case token_kind::output_open:
      if (is_condition_) return parse_placeholder();
      break;
    case token_kind::sign:
      if (accept_sign("(")) return parse_group();
      if (peek().text == "[") return parse_path();
      break;
    default:
      break;
  }
  fail_expecting("a value");
  return constant(nullptr);
}

expression_ptr parser::parse_literal() {
  const auto& here = tokens_[at_++];
  if (here.kind == token_kind::backtick) return constant(backtick_content(here.text));
  return constant(to_number(here.text).value_or(nullptr));
}

expression_ptr parser::parse_text() {
  const auto& here = tokens_[at_++];
  if (!is_condition_ || here.text.find("{{") == std::string_view::npos) return constant(here.text);
  auto tokens = lex_template(here.text);
  if (!tokens) {
    fail(here.line, "in the text: " + tokens.error().detail);
    return constant(nullptr);
  }
  auto inside = parser(std::move(*tokens)).parse_template();
  if (!inside) {
    fail(here.line, "in the text: " + inside.error().detail);
    return constant(nullptr);
  }
  names_.merge(inside->names);
  return std::make_unique<interpolation>(std::move(inside->body));
}

expression_ptr parser::parse_path() {
  if (accept_sign("[")) {
    const bool is_known = peek().kind == token_kind::string && tokens_[at_ + 1].text == "]";
    const auto name = is_known ? peek().text : std::string_view();
    auto root = parse_operand();
    expect_sign("]");
    return parse_path_from(std::move(root), name);
  }
  const auto name = tokens_[at_++].text;
  if (auto word = keyword(name)) return word;
  return parse_path_from(constant(name), name);
}

/// `name`: the root's, empty when it is known at the render only.
expression_ptr parser::parse_path_from(expression_ptr root, std::string_view name) {
  std::vector<expression_ptr> steps;
  std::string_view member;
  for (;;) {
    const bool is_first = steps.empty();
    if (accept_sign(".")) {
      if (is_first) member = peek().text;
      steps.push_back(constant(expect_name("a name behind '.'")));
    } else if (accept_sign("[")) {
      if (is_first && peek().kind == token_kind::string && tokens_[at_ + 1].text == "]") member = peek().text;
      steps.push_back(parse_operand());
      expect_sign("]");
    } else {
      break;
    }
  }
  names_.add(name, member);
  return std::make_unique<path>(std::move(root), std::move(steps));
}

/// Behind "(": a range, or a test in parentheses.
expression_ptr parser::parse_group() {
  auto inside = parse_test();
  if (accept_sign("..")) inside = std::make_unique<range>(std::move(inside), parse_operand());
  expect_sign(")");
  return inside;
}

expression_ptr parser::parse_placeholder() {
  accept(token_kind::output_open, {});
  auto inside = parse_filtered();
  if (!accept(token_kind::output_close, {})) fail_expecting("'}}'");
  return inside;
}

expression_ptr parser::parse_filtered() {
  auto input = parse_operand();
  std::vector<filter_call> calls;
  while (accept_sign("|")) calls.push_back(parse_filter_call());
  if (calls.empty()) return input;
  return std::make_unique<filtered>(std::move(input), std::move(calls));
}

filter_call parser::parse_filter_call() {
  const auto line = peek().line;
  const auto name = expect_name("the name of a filter");
  filter_call call{.what = find_filter(name), .positional = {}, .named = {}};
  if (!call.what) {
    fail(line, "unknown filter '" + name + "'");
    return call;
  }
  if (accept_sign(":")) {
    do parse_argument(call);
    while (accept_sign(","));
  }
  check_arity(call, line);
  return call;
}

void parser::parse_argument(filter_call& call) {
  const bool is_named = peek().kind == token_kind::name && tokens_[at_ + 1].kind == token_kind::sign &&
                        tokens_[at_ + 1].text == ":";
  if (!is_named) {
    call.positional.push_back(parse_operand());
    return;
  }
  auto name = expect_name("the name of an argument");
  expect_sign(":");
  call.named.emplace_back(std::move(name), parse_operand());
}

void parser::check_arity(const filter_call& call, std::size_t line) {
  const auto filter_name = "filter '" + std::string(call.what->name) + "'";
  const auto [least, most] = call.what->takes;
  if (call.positional.size() < least || call.positional.size() > most) {
    const auto wanted =
        least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
    fail(line, filter_name + " takes " + wanted + (most == 1 ? " argument" : " arguments"));
  }
  const auto is_refused = [&](const auto& argument) {
    return argument.first != call.what->named || call.named.size() > 1;
  };
  const auto refused = std::ranges::find_if(call.named, is_refused);
  if (refused != call.named.end())
    fail(line, filter_name + " does not take the argument '" + refused->first + "'");
}

expression_ptr parser::parse_test() {
  const nested level(*this);
  return parse_sign_chain("||");
}

/// Signs bind as in JMESPath: && before ||, and both looser than the words.
expression_ptr parser::parse_sign_chain(std::string_view sign) {
  const bool is_and = sign == "&&";
  std::vector<junction::term> terms;
  do terms.push_back({is_and ? parse_word_chain() : parse_sign_chain("&&"), is_and});
  while (accept_sign(sign));
  return joined(std::move(terms));
}

expression_ptr parser::parse_word_chain() {
  std::vector<junction::term> terms;
  for (;;) {
    terms.push_back({parse_term(), false});
    if (accept_word("and")) {
      terms.back().is_and = true;
    } else if (!accept_word("or")) {
      return joined(std::move(terms));
    }
  }
}

/// not left == right: the word turns the whole comparison around.
expression_ptr parser::parse_term() {
  bool is_turned = false;
  while (accept_word("not")) is_turned = !is_turned;
  auto term = parse_negated();
  for (const auto& [text, how] : operators) {
    const auto kind = how == comparator::contains ? token_kind::name : token_kind::sign;
    if (!accept(kind, text)) continue;
    term = std::make_unique<comparison>(how, std::move(term), parse_negated());
    break;
  }
  if (is_turned) term = std::make_unique<negation>(std::move(term));
  return term;
}

/// !left == right: the sign turns only what it stands before.
expression_ptr parser::parse_negated() {
  bool is_turned = false;
  while (accept_sign("!")) is_turned = !is_turned;
  auto operand = parse_operand();
  if (is_turned) operand = std::make_unique<negation>(std::move(operand));
  return operand;
}

}  // namespace carillon::liquid
