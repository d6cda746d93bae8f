#include "sandbox/verdict.hpp"

#include <array>
#include <utility>

namespace carillon::sandbox {

std::string_view to_string(provider which) noexcept {
  constexpr std::array<std::string_view, 3> names{"apns", "fcm", "token"};
  return names[static_cast<std::size_t>(which)];
}

std::optional<provider> parse_provider(std::string_view text) noexcept {
  for (const auto which : {provider::apns, provider::fcm, provider::token}) {
    if (to_string(which) == text) return which;
  }
  return std::nullopt;
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

}  // namespace carillon::sandbox
