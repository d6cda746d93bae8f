// {% case x %}{% when 'a', 'b' %} … {% else %} … {% endcase %}. What stands before the first when is ignored.
#include "liquid/tags/table.hpp"

namespace carillon::liquid {
namespace {

struct choice {
  std::vector<expression_ptr> candidates;  ///< none: else
  block body;
};

class case_statement : public statement {
 public:
  case_statement(expression_ptr subject, std::vector<choice> choices)
      : subject_(std::move(subject)), choices_(std::move(choices)) {}

  flow render(run& state) const override {
    const auto subject = subject_->evaluate(state);
    for (const auto& [candidates, body] : choices_) {
      if (candidates.empty()) return body.render(state);
      for (const auto& candidate : candidates) {
        const auto content = candidate->evaluate(state);
        if (is_equal(state, subject, content)) return body.render(state);
      }
    }
    return flow::next;
  }

 private:
  expression_ptr subject_;
  std::vector<choice> choices_;
};

}  // namespace

statement_ptr parse_case(parser& source, const token& name) {
  auto subject = source.parse_operand();
  source.expect_tag_end();
  source.parse_block(name, {"when", "else", "endcase"});
  std::vector<choice> choices;
  while (source.ended_by() == "when" && source.peek().kind != token_kind::end) {
    choice next;
    do next.candidates.push_back(source.parse_operand());
    while (source.accept_sign(",") || source.accept_word("or"));
    source.expect_tag_end();
    next.body = source.parse_block(name, {"when", "else", "endcase"});
    choices.push_back(std::move(next));
  }
  if (source.ended_by() == "else") {
    source.expect_tag_end();
    choices.push_back({{}, source.parse_block(name, {"endcase"})});
  }
  source.expect_tag_end();
  return std::make_unique<case_statement>(std::move(subject), std::move(choices));
}

}  // namespace carillon::liquid
