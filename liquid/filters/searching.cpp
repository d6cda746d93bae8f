// where, reject, find, find_index, has: 'name' asks for items of which that member is truthy; 'name', x for
// those of which it equals x.
#include <algorithm>

#include "liquid/filters/tables.hpp"

namespace carillon::liquid::filters {
namespace {

/// A question to items, paid for before each is asked.
class question {
 public:
  question(run& state, const arguments& given) : state_(state), name_(given.text(state, 0)) {
    if (given.has(1)) wanted_ = &given.at(1);
  }
  bool matches(const json& item) {
    const auto& found = member_of(item, name_.view());
    if (!state_.spend(price::item) || (wanted_ && !state_.spend_content(*wanted_))) return false;
    return wanted_ ? found == *wanted_ : is_truthy(found);
  }

 private:
  run& state_;
  shown_text name_;
  const json* wanted_ = nullptr;  ///< null: whatever is truthy
};

value kept(run& state, const json& input, const arguments& given, bool matching) {
  question asked(state, given);
  item_list out;
  for (const auto* item : items_of(state, input)) {
    if (asked.matches(*item) == matching) out.push_back(item);
  }
  return made_list(state, out);
}

value where(run& state, const value& input, const arguments& given) {
  return kept(state, *input, given, true);
}

value reject(run& state, const value& input, const arguments& given) {
  return kept(state, *input, given, false);
}

struct place {
  const json* item = nullptr;  ///< null: none matches
  std::size_t index = 0;
};

place first_match(run& state, const json& input, const arguments& given) {
  question asked(state, given);
  const auto items = items_of(state, input);
  for (std::size_t index = 0; index < items.size(); ++index) {
    if (asked.matches(*items[index])) return {items[index], index};
  }
  return {};
}

value find(run& state, const value& input, const arguments& given) {
  const auto found = first_match(state, *input, given);
  return found.item ? part_of(input, *found.item) : nil();
}

value find_index(run& state, const value& input, const arguments& given) {
  const auto found = first_match(state, *input, given);
  return found.item ? made(found.index) : nil();
}

value has(run& state, const value& input, const arguments& given) {
  return made(first_match(state, *input, given).item != nullptr);
}

constexpr filter table[] = {
    {"find", {1, 2}, find},     {"find_index", {1, 2}, find_index}, {"has", {1, 2}, has},
    {"reject", {1, 2}, reject}, {"where", {1, 2}, where},
};

}  // namespace

std::span<const filter> searching() noexcept {
  return table;
}

}  // namespace carillon::liquid::filters
