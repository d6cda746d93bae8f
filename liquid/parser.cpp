#include "liquid/parser.hpp"

#include <algorithm>

#include "liquid/nesting.hpp"
#include "liquid/tags/table.hpp"

namespace carillon::liquid {
namespace {

/// What stands in {% liquid %}.
class block_statement : public statement {
 public:
  explicit block_statement(block body) : body_(std::move(body)) {}
  flow render(run& state) const override { return body_.render(state); }

 private:
  block body_;
};

class text_statement : public statement {
 public:
  explicit text_statement(std::string_view text) : text_(text) {}
  flow render(run& state) const override {
    state.write(text_);
    return flow::next;
  }

 private:
  std::string text_;
};

class output_statement : public statement {
 public:
  explicit output_statement(expression_ptr shown) : shown_(std::move(shown)) {}
  flow render(run& state) const override {
    const auto content = shown_->evaluate(state);
    state.write_value(shown_text(state, *content).view());
    return flow::next;
  }

 private:
  expression_ptr shown_;
};

/// The token as an error shows it.
std::string shown(const token& what) {
  constexpr std::size_t longest = 40;
  if (what.kind == token_kind::end) return "the end";
  auto text = what.text.substr(0, longest);
  while (!text.empty() && !is_valid_utf8(text)) text.remove_suffix(1);
  return "'" + std::string(text) + "'";
}

}  // namespace

result<syntax> parser::parse_template() {
  auto body = parse_statements({});
  return finish(std::move(body), nullptr);
}

result<syntax> parser::parse_condition() {
  is_condition_ = true;
  auto test = parse_test();
  if (peek().kind != token_kind::end) fail_expecting("an operator or the end");
  return finish({}, std::move(test));
}

result<syntax> parser::finish(block body, expression_ptr test) {
  if (failure_) return std::move(*failure_);
  return syntax{std::move(body), std::move(test), std::move(names_)};
}

block parser::parse_block(const token& opening, std::initializer_list<std::string_view> ends) {
  const nested level(*this);
  auto body = parse_statements(ends);
  if (is_at_end()) {
    const auto& closing = *(ends.end() - 1);
    fail(opening.line, "'" + std::string(opening.text) + "' is not closed by '" + std::string(closing) + "'");
  }
  return body;
}

block parser::parse_statements(std::initializer_list<std::string_view> ends) {
  block body;
  while (!is_at_end()) {
    if (accept(token_kind::output_open, {})) {
      body.append(parse_output());
      if (!accept(token_kind::output_close, {})) fail_expecting("'}}'");
    } else if (accept(token_kind::lines_open, {})) {
      const nested level(*this);
      body.append(std::make_unique<block_statement>(parse_statements({})));
      if (!accept(token_kind::lines_close, {})) fail_expecting("'%}'");
    } else if (accept(token_kind::tag_open, {})) {
      const auto& name = peek();
      if (name.kind != token_kind::name) {
        fail_expecting("the name of a tag");
        break;
      }
      ++at_;
      if (std::ranges::find(ends, name.text) != ends.end()) {
        ended_by_ = name.text;
        break;
      }
      if (const auto rule = find_tag(name.text)) {
        body.append(rule(*this, name));
      } else {
        fail(name.line, "unknown tag " + shown(name) + " here");
      }
    } else {
      body.append(std::make_unique<text_statement>(peek().text));
      ++at_;
    }
  }
  return body;
}

statement_ptr parser::parse_output() {
  return std::make_unique<output_statement>(parse_filtered());
}

bool parser::accept(token_kind kind, std::string_view text) noexcept {
  if (peek().kind != kind || (!text.empty() && peek().text != text)) return false;
  ++at_;
  return true;
}

void parser::expect_sign(std::string_view sign) {
  if (!accept_sign(sign)) fail_expecting("'" + std::string(sign) + "'");
}

void parser::expect_word(std::string_view word) {
  if (!accept_word(word)) fail_expecting("'" + std::string(word) + "'");
}

void parser::expect_tag_end() {
  if (!accept(token_kind::tag_close, {})) fail_expecting("'%}'");
}

std::string parser::text_since(std::size_t position) const {
  std::string out;
  for (auto at = position; at < at_; ++at) out += tokens_[at].text;
  return out;
}

std::string parser::expect_name(std::string_view what) {
  if (accept(token_kind::name, {})) return std::string(previous().text);
  fail_expecting(what);
  return {};
}

void parser::fail_expecting(std::string_view what) {
  fail(peek().line, "expected " + std::string(what) + ", found " + shown(peek()));
}

void parser::fail(std::size_t line, std::string sentence) {
  if (!failure_) {
    failure_.emplace(errc::invalid_argument, "line " + std::to_string(line) + ": " + std::move(sentence));
  }
  at_ = tokens_.size() - 1;
}

}  // namespace carillon::liquid
