// How one account speaks to its mail server. Plain data; part of origin_pool_options.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "base/secret.hpp"

namespace carillon::net {

/// How long a server may be silent (RFC 5321 4.5.3.2, shorter where a person would not wait either).
struct smtp_patience {
  std::chrono::milliseconds command{60'000};   ///< greeting, and any reply not named below
  std::chrono::milliseconds block{180'000};    ///< while a message is written
  std::chrono::milliseconds verdict{600'000};  ///< after the final dot: a shorter one makes duplicates
  std::chrono::milliseconds idle{5'000};       ///< of a session without work; then it says QUIT
  std::chrono::milliseconds farewell{2'000};   ///< for the answer to QUIT
};

struct smtp_options {
  std::string own_name;  ///< of EHLO: our host's name; empty: the address we speak from
  std::string username;  ///< empty: no AUTH
  secret password;
  /// STARTTLS before anything else where the connection is not under TLS from the start; a server that does
  /// not offer it is left. False: the account wants to speak in the clear.
  bool needs_starttls = true;
  bool may_log_in_unprotected = false;  ///< AUTH without TLS: a relay on this machine
  std::size_t most_mails = 100;         ///< of one session
  smtp_patience patience{};
};

}  // namespace carillon::net
