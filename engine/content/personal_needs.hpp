// What of a recipient a template or condition names: inboxes and users are read only for those that do.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace carillon::engine {

struct personal_needs {
  bool states = false;    ///< notification.unseen, read_at, …
  bool profiles = false;  ///< recipient.…
  bool ids = false;       ///< notification.id
  bool is_any() const noexcept { return states || profiles || ids; }
};

/// Of anything that says what it mentions, as liquid::program does.
template <class Parsed>
personal_needs needs_of(const Parsed& parsed) noexcept {
  constexpr std::array<std::string_view, 8> states{"seen",    "unseen",  "read",     "unread",
                                                   "seen_at", "read_at", "archived", "archived_at"};
  return {.states = std::ranges::any_of(
              states, [&](std::string_view name) { return parsed.mentions("notification", name); }),
          .profiles = parsed.mentions("recipient"),
          .ids = parsed.mentions("notification", "id")};
}

}  // namespace carillon::engine
