// {% assign name = value | filters %} and {% capture name %} … {% endcapture %}.
#include "liquid/tags/table.hpp"

namespace carillon::liquid {
namespace {

class assign_statement : public statement {
 public:
  assign_statement(std::string name, expression_ptr content)
      : name_(std::move(name)), content_(std::move(content)) {}

  flow render(run& state) const override {
    state.assign(name_, content_->evaluate(state));
    return flow::next;
  }

 private:
  std::string name_;
  expression_ptr content_;
};

class capture_statement : public statement {
 public:
  capture_statement(std::string name, block body) : name_(std::move(name)), body_(std::move(body)) {}

  flow render(run& state) const override {
    state.start_capture();
    const auto how = body_.render(state);
    state.assign(name_, made(state.end_capture()));
    return how;
  }

 private:
  std::string name_;
  block body_;
};

}  // namespace

statement_ptr parse_assign(parser& source, const token&) {
  auto name = source.expect_name("the name of a variable");
  if (!source.accept_sign("=")) source.fail_expecting("'='");
  auto content = source.parse_filtered();
  source.expect_tag_end();
  return std::make_unique<assign_statement>(std::move(name), std::move(content));
}

statement_ptr parse_capture(parser& source, const token& name) {
  const bool is_quoted = source.accept(token_kind::string, {});
  auto variable =
      is_quoted ? std::string(source.previous().text) : source.expect_name("the name of a variable");
  source.expect_tag_end();
  auto body = source.parse_block(name, {"endcapture"});
  source.expect_tag_end();
  return std::make_unique<capture_statement>(std::move(variable), std::move(body));
}

}  // namespace carillon::liquid
