#include "liquid/tags/sequence.hpp"

#include <algorithm>

namespace carillon::liquid {

sequence::sequence(run& state, const expression& source) {
  if (const auto* const numbers = dynamic_cast<const range*>(&source)) {
    const auto [first, last] = numbers->bounds(state);
    first_number_ = first;
    count_ = last < first ? 0 : static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
    count_ += last < first || count_ == UINT64_MAX ? 0 : 1;
    return;
  }
  list_ = source.evaluate(state);
  count_ = list_->is_structured() ? list_->size() : list_->is_string() && !is_empty(*list_) ? 1 : 0;
  if (list_->is_object()) {
    for (const auto& [name, content] : list_->get_ref<const json::object_t&>()) {
      if (!state.spend(price::item)) break;
      members_.emplace_back(&name, &content);
    }
  }
}

value sequence::at(run& state, std::uint64_t index) const {
  if (!list_) return made(first_number_ + static_cast<std::int64_t>(index));
  if (list_->is_array()) return part_of(list_, (*list_)[index]);
  if (!list_->is_object()) return list_;
  if (index >= members_.size()) return nil();
  const auto& [name, content] = members_[index];
  return state.spend_content(*content) ? made(json::array({*name, *content})) : nil();
}

std::optional<std::uint64_t> bound_of(run& state, const expression_ptr& bound) {
  if (!bound) return std::nullopt;
  const auto number = to_integer(*bound->evaluate(state));
  if (!number) return std::nullopt;
  return static_cast<std::uint64_t>(std::max<std::int64_t>(*number, 0));
}

loop_options::part loop_options::part_of(run& state, const sequence& items) const {
  auto& stops = state.memory().stops;
  auto skipped = bound_of(state, offset).value_or(0);
  if (is_continued) {
    const auto stop = stops.find(name);
    if (stop != stops.end()) skipped = stop->second;
  }
  skipped = std::min(skipped, items.count());
  const auto turns = std::min(bound_of(state, limit).value_or(UINT64_MAX), items.count() - skipped);
  stops[name] = skipped + turns;
  return {skipped, turns};
}

namespace {

bool parse_option(parser& source, loop_options& out, bool has_columns) {
  if (!has_columns && source.accept_word("reversed")) return out.is_reversed = true;
  expression_ptr* place = nullptr;
  const bool is_offset = source.accept_word("offset");
  if (is_offset) {
    place = &out.offset;
  } else if (source.accept_word("limit")) {
    place = &out.limit;
  } else if (has_columns && source.accept_word("cols")) {
    place = &out.columns;
  } else {
    return false;
  }
  source.expect_sign(":");
  if (is_offset && source.accept_word("continue")) return out.is_continued = true;
  *place = source.parse_operand();
  return true;
}

}  // namespace

loop_options parse_loop(parser& source, bool has_columns) {
  loop_options out;
  out.variable = source.expect_name("the name of the loop's variable");
  source.expect_word("in");
  const auto start = source.position();
  out.source = source.parse_operand();
  out.name = out.variable + '-' + source.text_since(start);
  do source.accept_sign(",");
  while (parse_option(source, out, has_columns));
  source.expect_tag_end();
  return out;
}

}  // namespace carillon::liquid
