// {% cycle 'odd', 'even' %}, {% cycle group: 'a', 'b' %}: each time the next of them.
#include "liquid/tags/table.hpp"

namespace carillon::liquid {
namespace {

class cycle_statement : public statement {
 public:
  cycle_statement(expression_ptr group, std::string key, std::vector<expression_ptr> choices)
      : group_(std::move(group)), key_(std::move(key)), choices_(std::move(choices)) {}

  flow render(run& state) const override {
    auto key = key_;
    if (group_) key = shown_text(state, *group_->evaluate(state)).view();
    if (!state.may_hold(key.size()) || !state.spend_copy(key.size())) return flow::next;
    auto& turn = state.memory().cycles[key];
    const auto content = choices_[turn % choices_.size()]->evaluate(state);
    turn = (turn + 1) % choices_.size();
    state.write_value(shown_text(state, *content).view());
    return flow::next;
  }

 private:
  expression_ptr group_;  ///< null: cycles of the same choices are one
  std::string key_;
  std::vector<expression_ptr> choices_;
};

}  // namespace

statement_ptr parse_cycle(parser& source, const token&) {
  auto start = source.position();
  auto first = source.parse_operand();
  expression_ptr group;
  if (source.accept_sign(":")) {
    group = std::move(first);
    start = source.position();
    first = source.parse_operand();
  }
  std::vector<expression_ptr> choices;
  choices.push_back(std::move(first));
  while (source.accept_sign(",")) choices.push_back(source.parse_operand());
  auto key = source.text_since(start);
  source.expect_tag_end();
  return std::make_unique<cycle_statement>(std::move(group), std::move(key), std::move(choices));
}

}  // namespace carillon::liquid
