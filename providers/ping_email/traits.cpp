#include "providers/ping_email/traits.hpp"

#include <array>

#include "providers/ping_email/answers.hpp"

namespace carillon::providers::ping_email {

const traits& facts() noexcept {
  static constexpr std::array<std::string_view, 1> urls{"url"};
  static const traits made{.via = provider::ping_email,
                           .over = channel::email,
                           .kind = "ping_email",
                           .address = reached_by::mailbox,
                           .most_items = 100,
                           .needs_profile = true,
                           .answers = answers(),
                           .urls = urls};
  return made;
}

}  // namespace carillon::providers::ping_email
