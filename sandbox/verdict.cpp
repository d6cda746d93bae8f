#include "sandbox/verdict.hpp"

#include <algorithm>
#include <array>

namespace carillon::sandbox {

std::string_view answer::header(std::string_view name) const noexcept {
  const auto found = std::ranges::find(headers, name, &answer_header::name);
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

std::string_view to_string(fault_kind kind) noexcept {
  constexpr std::array<std::string_view, 6> names{"none", "reset", "goaway", "stall", "close", "settings"};
  return names[static_cast<std::size_t>(kind)];
}

ending ending_of(const verdict& made) noexcept {
  if (made.is_answered()) return {made.reply.status, made.reply.reason};
  if (made.misbehaviour.is_accepted) return {200, "answer_lost"};
  return {0, to_string(made.misbehaviour.kind)};
}

ending ending_of(const verdict& made, const delivery_seen& item) noexcept {
  const bool is_taken = made.is_answered() ? made.reply.is_success() : made.misbehaviour.is_accepted;
  if (is_taken && item.status != 200) return {item.status, item.reason};
  return ending_of(made);
}

}  // namespace carillon::sandbox
