#include "liquid/tree.hpp"

namespace carillon::liquid {

flow block::render(run& state) const {
  for (const auto& one : statements_) {
    if (!state.spend()) return flow::next;
    if (const auto how = one->render(state); how != flow::next) return how;
  }
  return flow::next;
}

void mentioned_names::add(std::string_view root, std::string_view member) {
  roots_[std::string(root)].emplace(member);
}

void mentioned_names::merge(const mentioned_names& other) {
  for (const auto& [root, members] : other.roots_) roots_[root].insert(members.begin(), members.end());
}

bool mentioned_names::has(std::string_view root) const noexcept {
  return roots_.contains(root) || roots_.contains("");
}

bool mentioned_names::has(std::string_view root, std::string_view member) const noexcept {
  if (roots_.contains("")) return true;
  const auto found = roots_.find(root);
  return found != roots_.end() && (found->second.contains("") || found->second.contains(member));
}

}  // namespace carillon::liquid
