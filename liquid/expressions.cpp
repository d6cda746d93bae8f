#include "liquid/expressions.hpp"

#include <algorithm>
#include <optional>

#include "liquid/characters.hpp"

namespace carillon::liquid {
namespace {

/// The words size, first and last of a list, and size of a text.
value take_word(run& state, const value& content, std::string_view word) {
  if (word == "size" && content->is_structured()) return made(content->size());
  if (word == "size" && content->is_string()) {
    const auto& text = content->get_ref<const std::string&>();
    return state.spend_scan(text.size() / 3) ? made(count_characters(text)) : nil();
  }
  if (!content->is_array() || content->empty()) return undefined();
  if (word == "first") return part_of(content, content->front());
  return word == "last" ? part_of(content, content->back()) : undefined();
}

/// content[step]: a key of an object, an index of a list (from the end when negative), or one of those words.
value take(run& state, const value& content, const json& step) {
  if (content->is_array() && step.is_number()) {
    const auto index = to_integer(step).value_or(0);
    const auto count = static_cast<std::int64_t>(content->size());
    const auto place = index < 0 ? index + count : index;
    if (place < 0 || place >= count) return undefined();
    return part_of(content, (*content)[static_cast<std::size_t>(place)]);
  }
  if (!step.is_string()) return undefined();
  const auto& word = step.get_ref<const std::string&>();
  if (!state.spend(price::item) || !state.spend_copy(word.size())) return nil();
  if (content->is_object()) {
    const auto found = content->find(word);
    if (found != content->end()) return part_of(content, *found);
  }
  return take_word(state, content, word);
}

}  // namespace

bool is_equal(run& state, const value& left, const value& right) {
  if (left == right) return true;  // the same value, or the same literal
  if (is_empty_literal(right)) return is_empty(*left);
  if (is_empty_literal(left)) return is_empty(*right);
  if (is_blank_literal(right)) return state.spend_content(*left) && is_blank(*left);
  if (is_blank_literal(left)) return state.spend_content(*right) && is_blank(*right);
  return state.spend_content(*left) && *left == *right;
}

namespace {

bool is_inside(run& state, const json& whole, const json& part) {
  if (part.is_null() || !state.spend_content(part)) return false;
  if (whole.is_string()) {
    const auto& text = whole.get_ref<const std::string&>();
    const auto wanted = to_text(part);
    return state.spend_search(text.size(), wanted.size()) &&
           find_text(text, wanted) != std::string_view::npos;
  }
  if (whole.is_array()) return state.spend_content(whole) && std::ranges::find(whole, part) != whole.end();
  return whole.is_object() && part.is_string() && whole.contains(part.get_ref<const std::string&>());
}

bool counts_as_number(const json& content) noexcept {
  return content.is_number() || content.is_boolean();
}

/// Negative, 0, positive: of numbers and numbers, texts and texts, equal lists or objects; absent: everything
/// else has no order.
std::optional<int> order_of(run& state, const json& left, const json& right) {
  if (counts_as_number(left) && counts_as_number(right)) return compare(*to_number(left), *to_number(right));
  if (left.type() != right.type() || left.is_null() || !state.spend_content(left)) return std::nullopt;
  if (left.is_structured()) return left == right ? std::optional(0) : std::nullopt;
  return compare(left, right);
}

}  // namespace

value path::evaluate(run& state) const {
  if (!state.spend()) return nil();
  const auto root = root_->evaluate(state);
  if (!root->is_string()) return undefined();
  const auto& name = root->get_ref<const std::string&>();
  auto step = steps_.begin();
  value content;
  if (name == "forloop") {
    std::size_t levels_up = 0;
    value word = nil();
    for (; step != steps_.end(); ++step) {
      word = (*step)->evaluate(state);
      if (*word != "parentloop") break;
      ++levels_up;
    }
    if (step == steps_.end()) return state.loop_facts(levels_up);
    content = state.loop_fact(levels_up, *word);
    ++step;
  } else {
    content = state.lookup(name);
  }
  for (; step != steps_.end(); ++step) {
    if (content->is_null()) return undefined();
    const auto key = (*step)->evaluate(state);
    content = take(state, content, *key);
  }
  return content;
}

std::pair<std::int64_t, std::int64_t> range::bounds(run& state) const {
  const auto first = first_->evaluate(state);
  const auto last = last_->evaluate(state);
  return {to_integer(*first).value_or(0), to_integer(*last).value_or(0)};
}

value range::evaluate(run& state) const {
  const auto [first, last] = bounds(state);
  if (last < first) return made(json::array());
  const auto more = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
  if (!state.spend(more > UINT32_MAX ? SIZE_MAX : (more + 1) * (price::item / 2))) return nil();
  json::array_t items;
  for (std::uint64_t index = 0; index <= more; ++index)
    items.emplace_back(first + static_cast<std::int64_t>(index));
  return made(std::move(items));
}

value comparison::evaluate(run& state) const {
  if (!state.spend()) return nil();
  const auto left = left_->evaluate(state);
  const auto right = right_->evaluate(state);
  switch (how_) {
    case comparator::equal:
      return made(is_equal(state, left, right));
    case comparator::different:
      return made(!is_equal(state, left, right));
    case comparator::contains:
      return made(is_inside(state, *left, *right));
    case comparator::less:
    case comparator::less_or_equal:
    case comparator::greater:
    case comparator::greater_or_equal:
      break;
  }
  const auto order = order_of(state, *left, *right);
  if (!order) return made(false);
  if (how_ == comparator::less) return made(*order < 0);
  if (how_ == comparator::less_or_equal) return made(*order <= 0);
  return made(how_ == comparator::greater ? *order > 0 : *order >= 0);
}

value negation::evaluate(run& state) const {
  if (!state.spend()) return nil();
  return made(!is_truthy(*inner_->evaluate(state)));
}

value junction::evaluate(run& state) const {
  auto term = terms_.rbegin();
  bool holds = is_truthy(*term->operand->evaluate(state));
  for (++term; term != terms_.rend() && state.spend(); ++term) {
    const bool is_true = is_truthy(*term->operand->evaluate(state));
    holds = term->is_and ? is_true && holds : is_true || holds;
  }
  return made(holds);
}

value filtered::evaluate(run& state) const {
  auto content = input_->evaluate(state);
  for (const auto& call : calls_) {
    if (!state.spend(price::node * (1 + call.positional.size() + call.named.size()))) return nil();
    arguments given;
    for (const auto& argument : call.positional) given.positional.push_back(argument->evaluate(state));
    for (const auto& [name, argument] : call.named) given.named.emplace_back(name, argument->evaluate(state));
    content = call.what->apply(state, content, given);
  }
  return content;
}

value interpolation::evaluate(run& state) const {
  state.start_capture();
  body_.render(state);
  return made(state.end_capture());
}

}  // namespace carillon::liquid
