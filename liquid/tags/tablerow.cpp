// {% tablerow item in list cols: 2 limit: 4 offset: 1 %} … {% endtablerow %}: the rows of an HTML table.
#include "liquid/tags/sequence.hpp"
#include "liquid/tags/table.hpp"

namespace carillon::liquid {
namespace {

/// Where in the table a turn stands; all from 0.
struct cell {
  std::uint64_t index;
  std::uint64_t length;
  std::uint64_t columns;

  std::uint64_t column() const noexcept { return index % columns; }
  std::uint64_t row() const noexcept { return index / columns; }
  bool is_last_of_row() const noexcept { return column() + 1 == columns; }
  bool is_last() const noexcept { return index + 1 == length; }
};

value facts_of(run& state, const cell& here) {
  constexpr std::size_t facts = 12;
  if (!state.spend(facts * price::item * 2)) return nil();
  return made({{"length", here.length},
               {"index", here.index + 1},
               {"index0", here.index},
               {"rindex", here.length - here.index},
               {"rindex0", here.length - here.index - 1},
               {"first", here.index == 0},
               {"last", here.is_last()},
               {"col", here.column() + 1},
               {"col0", here.column()},
               {"col_first", here.column() == 0},
               {"col_last", here.is_last_of_row()},
               {"row", here.row() + 1}});
}

class tablerow_statement : public statement {
 public:
  tablerow_statement(loop_options options, block body)
      : options_(std::move(options)), body_(std::move(body)) {}

  flow render(run& state) const override {
    const sequence items(state, *options_.source);
    const auto chosen = options_.part_of(state, items);
    if (chosen.turns == 0) return flow::next;
    const auto columns = bound_of(state, options_.columns).value_or(chosen.turns);
    state.write("<tr class=\"row1\">\n");
    state.enter_loop({.variable = "tablerowloop"});
    state.enter_loop({.variable = options_.variable});
    render_cells(state, items, chosen, columns == 0 ? UINT64_MAX : columns);
    state.leave_loop();
    state.leave_loop();
    state.write("</tr>\n");
    return flow::next;
  }

 private:
  void render_cells(run& state, const sequence& items, loop_options::part chosen,
                    std::uint64_t columns) const {
    for (std::uint64_t turn = 0; turn < chosen.turns && state.spend(); ++turn) {
      const cell here{turn, chosen.turns, columns};
      auto item = items.at(state, options_.place_of(chosen, turn));
      state.loop_outside().item = facts_of(state, here);
      state.innermost_loop().item = std::move(item);
      state.write("<td class=\"col" + std::to_string(here.column() + 1) + "\">");
      const auto how = body_.render(state);
      state.write("</td>");
      if (here.is_last_of_row() && !here.is_last())
        state.write("</tr>\n<tr class=\"row" + std::to_string(here.row() + 2) + "\">");
      if (how == flow::break_loop) break;
    }
  }

  loop_options options_;
  block body_;
};

}  // namespace

statement_ptr parse_tablerow(parser& source, const token& name) {
  auto options = parse_loop(source, true);
  auto body = source.parse_block(name, {"endtablerow"});
  source.expect_tag_end();
  return std::make_unique<tablerow_statement>(std::move(options), std::move(body));
}

}  // namespace carillon::liquid
