// {% if %} … {% elsif %} … {% else %} … {% endif %}, and {% unless %}.
#include "liquid/tags/table.hpp"

namespace carillon::liquid {
namespace {

struct branch {
  expression_ptr test;  ///< null: else
  block body;
};

class if_statement : public statement {
 public:
  explicit if_statement(std::vector<branch> branches) : branches_(std::move(branches)) {}

  flow render(run& state) const override {
    for (const auto& [test, body] : branches_) {
      if (!state.spend()) break;
      if (!test || is_truthy(*test->evaluate(state))) return body.render(state);
    }
    return flow::next;
  }

 private:
  std::vector<branch> branches_;
};

}  // namespace

statement_ptr parse_if(parser& source, const token& name) {
  const bool is_unless = name.text == "unless";
  const std::string_view closing = is_unless ? "endunless" : "endif";
  std::vector<branch> branches;
  auto test = source.parse_test();
  if (is_unless) test = std::make_unique<negation>(std::move(test));
  source.expect_tag_end();
  branches.push_back({std::move(test), source.parse_block(name, {"elsif", "else", closing})});
  while (source.ended_by() == "elsif" && source.peek().kind != token_kind::end) {
    test = source.parse_test();
    source.expect_tag_end();
    branches.push_back({std::move(test), source.parse_block(name, {"elsif", "else", closing})});
  }
  if (source.ended_by() == "else") {
    source.expect_tag_end();
    branches.push_back({nullptr, source.parse_block(name, {closing})});
  }
  source.expect_tag_end();
  return std::make_unique<if_statement>(std::move(branches));
}

}  // namespace carillon::liquid
