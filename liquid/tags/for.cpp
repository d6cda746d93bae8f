// {% for item in list limit: 2 offset: 1 reversed %} … {% else %} … {% endfor %}, {% break %}, {% continue
// %}.
#include "liquid/tags/sequence.hpp"
#include "liquid/tags/table.hpp"

namespace carillon::liquid {
namespace {

class for_statement : public statement {
 public:
  for_statement(loop_options options, block body, block otherwise)
      : options_(std::move(options)), body_(std::move(body)), otherwise_(std::move(otherwise)) {}

  flow render(run& state) const override {
    const sequence items(state, *options_.source);
    const auto chosen = options_.part_of(state, items);
    if (chosen.turns == 0) return otherwise_.render(state);
    state.enter_loop({.variable = options_.variable, .name = options_.name, .length = chosen.turns});
    auto how = flow::next;
    for (std::uint64_t turn = 0; turn < chosen.turns && state.spend() && how != flow::break_loop; ++turn) {
      auto item = items.at(state, options_.place_of(chosen, turn));
      auto& frame = state.innermost_loop();
      frame.item = std::move(item);
      frame.index = turn;
      how = body_.render(state);
    }
    state.leave_loop();
    return flow::next;
  }

 private:
  loop_options options_;
  block body_;
  block otherwise_;
};

class jump_statement : public statement {
 public:
  explicit jump_statement(flow how) : how_(how) {}
  flow render(run&) const override { return how_; }

 private:
  flow how_;
};

}  // namespace

statement_ptr parse_for(parser& source, const token& name) {
  auto options = parse_loop(source, false);
  auto body = source.parse_block(name, {"else", "endfor"});
  block otherwise;
  if (source.ended_by() == "else") {
    source.expect_tag_end();
    otherwise = source.parse_block(name, {"endfor"});
  }
  source.expect_tag_end();
  return std::make_unique<for_statement>(std::move(options), std::move(body), std::move(otherwise));
}

statement_ptr parse_break(parser& source, const token&) {
  source.expect_tag_end();
  return std::make_unique<jump_statement>(flow::break_loop);
}

statement_ptr parse_continue(parser& source, const token&) {
  source.expect_tag_end();
  return std::make_unique<jump_statement>(flow::continue_loop);
}

}  // namespace carillon::liquid
