// {% ifchanged %} … {% endifchanged %}: shown only when it is not what the last one made.
#include "liquid/tags/table.hpp"

namespace carillon::liquid {
namespace {

class ifchanged_statement : public statement {
 public:
  explicit ifchanged_statement(block body) : body_(std::move(body)) {}

  flow render(run& state) const override {
    state.start_capture();
    const auto how = body_.render(state);
    auto text = state.end_capture();
    auto& last = state.memory().last_change;
    if (!state.spend_copy(text.size()) || text == last) return how;
    state.write_value(text);
    last = std::move(text);
    return how;
  }

 private:
  block body_;
};

}  // namespace

statement_ptr parse_ifchanged(parser& source, const token& name) {
  source.expect_tag_end();
  auto body = source.parse_block(name, {"endifchanged"});
  source.expect_tag_end();
  return std::make_unique<ifchanged_statement>(std::move(body));
}

}  // namespace carillon::liquid
