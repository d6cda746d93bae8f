#include "providers/ping_email/traits.hpp"

#include <array>

namespace carillon::providers::ping_email {

const traits& facts() noexcept {
  static constexpr std::array<std::string_view, 1> urls{"url"};
  static constexpr traits made{.via = provider::ping_email,
                               .over = channel::email,
                               .kind = "ping_email",
                               .address = reached_by::mailbox,
                               .most_items = 100,
                               .needs_profile = true,
                               .urls = urls};
  return made;
}

}  // namespace carillon::providers::ping_email
