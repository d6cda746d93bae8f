#include "providers/smtp/traits.hpp"

#include <array>

#include "providers/smtp/answers.hpp"

namespace carillon::providers::smtp {

const traits& facts() noexcept {
  static constexpr std::array<std::string_view, 1> secrets{"password"};
  static constexpr std::array<std::string_view, 1> hosts{"host"};
  // The last reply alone may take ten minutes, and whoever hangs up on it makes a duplicate (RFC 1047): what
  // ends a mail is net::smtp_patience, this only what nobody would wait for.
  constexpr std::chrono::minutes timeout{25};
  // Twice what the connections of a pool carry, so that none of them waits for us.
  constexpr std::size_t most_in_flight = 32;
  static const traits made{.via = provider::smtp,
                           .over = channel::email,
                           .kind = "smtp",
                           .address = reached_by::mailbox,
                           .transport = wire::smtp,
                           .timeout = timeout,
                           .most_in_flight = most_in_flight,
                           .needs_profile = true,
                           .answers = answers(),
                           .secrets = secrets,
                           .hosts = hosts};
  return made;
}

}  // namespace carillon::providers::smtp
