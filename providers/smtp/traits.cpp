#include "providers/smtp/traits.hpp"

#include <array>

#include "providers/smtp/answers.hpp"

namespace carillon::providers::smtp {

const traits& facts() noexcept {
  static constexpr std::array<std::string_view, 1> secrets{"password"};
  static constexpr std::array<std::string_view, 1> hosts{"host"};
  static const traits made{.via = provider::smtp,
                           .over = channel::email,
                           .kind = "smtp",
                           .address = reached_by::mailbox,
                           .transport = wire::smtp,
                           .needs_profile = true,
                           .answers = answers(),
                           .secrets = secrets,
                           .hosts = hosts};
  return made;
}

}  // namespace carillon::providers::smtp
