// {% for item in list limit: 2 offset: 1 reversed %} … {% else %} … {% endfor %}, {% break %}, {% continue
// %}. A list is read in place; of an object, each turn gets a pair [key, value]; anything else is one item.
#include <algorithm>

#include "liquid/tags/table.hpp"

namespace carillon::liquid {
namespace {

/// What a loop walks over: `count` items, of which each is made when its turn comes.
class sequence {
 public:
  sequence(run& state, const expression& source) {
    if (const auto* const numbers = dynamic_cast<const range*>(&source)) {
      const auto [first, last] = numbers->bounds(state);
      first_number_ = first;
      count_ = last < first ? 0 : static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
      count_ += last < first || count_ == UINT64_MAX ? 0 : 1;
      return;
    }
    list_ = source.evaluate(state);
    count_ = list_->is_structured() ? list_->size() : list_->is_null() || is_empty(*list_) ? 0 : 1;
    if (list_->is_object()) {
      for (const auto& [name, content] : list_->get_ref<const json::object_t&>()) {
        if (!state.spend()) break;
        members_.emplace_back(&name, &content);
      }
    }
  }

  std::uint64_t count() const noexcept { return count_; }

  value at(run& state, std::uint64_t index) const {
    if (!list_) return made(first_number_ + static_cast<std::int64_t>(index));
    if (list_->is_array()) return part_of(list_, (*list_)[index]);
    if (!list_->is_object()) return list_;
    if (index >= members_.size()) return nil();
    const auto& [name, content] = members_[index];
    return state.spend_content(*content) ? made(json::array({*name, *content})) : nil();
  }

 private:
  value list_;  ///< null: a range of numbers
  std::vector<std::pair<const std::string*, const json*>> members_;
  std::int64_t first_number_ = 0;
  std::uint64_t count_ = 0;
};

class for_statement : public statement {
 public:
  flow render(run& state) const override {
    const sequence items(state, *source);
    const auto skipped = std::min(bound_of(state, offset, 0), items.count());
    const auto turns = std::min(bound_of(state, limit, UINT64_MAX), items.count() - skipped);
    if (turns == 0) return otherwise.render(state);
    state.enter_loop(turns);
    auto how = flow::next;
    for (std::uint64_t turn = 0; turn < turns && state.spend() && how != flow::break_loop; ++turn) {
      auto item = items.at(state, skipped + (is_reversed ? turns - 1 - turn : turn));
      auto& frame = state.innermost_loop();
      frame.variable = variable;
      frame.item = std::move(item);
      frame.index = turn;
      how = body.render(state);
    }
    state.leave_loop();
    return flow::next;
  }

  std::string variable;
  expression_ptr source;
  expression_ptr limit;   ///< null: all
  expression_ptr offset;  ///< null: from the first
  bool is_reversed = false;
  block body;
  block otherwise;

 private:
  static std::uint64_t bound_of(run& state, const expression_ptr& bound, std::uint64_t fallback) {
    if (!bound) return fallback;
    const auto number = to_integer(*bound->evaluate(state));
    if (!number) return fallback;
    return static_cast<std::uint64_t>(std::max<std::int64_t>(*number, 0));
  }
};

class jump_statement : public statement {
 public:
  explicit jump_statement(flow how) : how_(how) {}
  flow render(run&) const override { return how_; }

 private:
  flow how_;
};

void parse_options(parser& source, for_statement& loop) {
  for (;;) {
    source.accept_sign(",");
    if (source.accept_word("reversed")) {
      loop.is_reversed = true;
    } else if (source.accept_word("limit")) {
      source.expect_sign(":");
      loop.limit = source.parse_operand();
    } else if (source.accept_word("offset")) {
      source.expect_sign(":");
      loop.offset = source.parse_operand();
    } else {
      return;
    }
  }
}

}  // namespace

statement_ptr parse_for(parser& source, const token& name) {
  auto loop = std::make_unique<for_statement>();
  loop->variable = source.expect_name("the name of the loop's variable");
  source.expect_word("in");
  loop->source = source.parse_operand();
  parse_options(source, *loop);
  source.expect_tag_end();
  loop->body = source.parse_block(name, {"else", "endfor"});
  if (source.ended_by() == "else") {
    source.expect_tag_end();
    loop->otherwise = source.parse_block(name, {"endfor"});
  }
  source.expect_tag_end();
  return loop;
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
