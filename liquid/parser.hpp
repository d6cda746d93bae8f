// Tokens to syntax, by recursive descent that is never deeper than max_nesting. The first failure is kept and
// moves the parser to the end of the source, where every rule gives up: no rule checks for it.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "liquid/expressions.hpp"
#include "liquid/token.hpp"
#include "liquid/tree.hpp"

namespace carillon::liquid {

/// Used once: parse_template or parse_condition. The rest is for the rules in tags/.
class parser {
 public:
  /// As the lexer made them: the last one is `end`.
  explicit parser(std::vector<token> tokens) : tokens_(std::move(tokens)) {}

  result<syntax> parse_template();
  /// {{ }} may stand around operands, and inside of texts: '{{ notification.category }}'.
  result<syntax> parse_condition();

  /// Statements up to a tag of one of these names, of which the name is read and kept in ended_by().
  block parse_block(const token& opening, std::initializer_list<std::string_view> ends);
  std::string_view ended_by() const noexcept { return ended_by_; }

  /// A literal, path, range or parenthesised test.
  expression_ptr parse_operand();
  /// An operand with its filters.
  expression_ptr parse_filtered();
  /// Comparisons joined by and, or, &&, ||.
  expression_ptr parse_test();
  /// An operand with its filters, to be shown: what {{ }} and {% echo %} do.
  statement_ptr parse_output();

  const token& peek() const noexcept { return tokens_[at_]; }
  const token& previous() const noexcept { return tokens_[at_ == 0 ? 0 : at_ - 1]; }
  /// How many tokens were read, and those from there on joined into one text.
  std::size_t position() const noexcept { return at_; }
  std::string text_since(std::size_t position) const;
  bool accept(token_kind kind, std::string_view text) noexcept;
  bool accept_sign(std::string_view sign) noexcept { return accept(token_kind::sign, sign); }
  bool accept_word(std::string_view word) noexcept { return accept(token_kind::name, word); }
  void expect_sign(std::string_view sign);
  void expect_word(std::string_view word);
  /// The %} of a tag.
  void expect_tag_end();
  /// An identifier; "" after a failure.
  std::string expect_name(std::string_view what);
  /// "line 3: expected <what>, found '<token>'".
  void fail_expecting(std::string_view what);
  /// Of a block, or of a tag between {% and %}: there is no more.
  bool is_at_end() const noexcept {
    return peek().kind == token_kind::end || peek().kind == token_kind::lines_close;
  }

 private:
  class nested;

  void fail(std::size_t line, std::string sentence);
  block parse_statements(std::initializer_list<std::string_view> ends);
  result<syntax> finish(block body, expression_ptr test);

  expression_ptr parse_literal();
  expression_ptr parse_text();
  expression_ptr parse_path();
  expression_ptr parse_path_from(expression_ptr root, std::string_view name);
  expression_ptr parse_group();
  expression_ptr parse_placeholder();
  expression_ptr parse_term();
  expression_ptr parse_negated();
  expression_ptr parse_word_chain();
  expression_ptr parse_sign_chain(std::string_view sign);
  filter_call parse_filter_call();
  void parse_argument(filter_call& call);
  void check_arity(const filter_call& call, std::size_t line);

  std::vector<token> tokens_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool is_condition_ = false;
  std::string_view ended_by_;
  mentioned_names names_;
  std::optional<error> failure_;
};

}  // namespace carillon::liquid
