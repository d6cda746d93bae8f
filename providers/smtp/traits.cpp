#include "providers/smtp/traits.hpp"

#include <array>

namespace carillon::providers::smtp {

const traits& facts() noexcept {
  static constexpr std::array<std::string_view, 1> secrets{"password"};
  static constexpr std::array<std::string_view, 1> hosts{"host"};
  static constexpr traits made{.via = provider::smtp,
                               .over = channel::email,
                               .kind = "smtp",
                               .address = reached_by::mailbox,
                               .transport = wire::smtp,
                               .secrets = secrets,
                               .hosts = hosts};
  return made;
}

}  // namespace carillon::providers::smtp
