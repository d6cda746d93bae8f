// What a server offers in its answer to EHLO (RFC 5321 4.1.1.1). Pure; used by smtp_session, anew after each
// EHLO.
#pragma once

#include <cstdint>
#include <optional>

#include "net/smtp/smtp_reply.hpp"

namespace carillon::net {

struct smtp_offers {
  bool starttls = false;
  bool pipelining = false;
  bool eight_bit = false;              ///< 8BITMIME
  bool utf8 = false;                   ///< SMTPUTF8
  std::optional<std::uint64_t> limit;  ///< SIZE: of a message, in bytes; nothing when it names none
  bool has_size = false;               ///< SIZE at all
  bool login_plain = false;            ///< AUTH PLAIN
  bool login_login = false;            ///< AUTH LOGIN
};

/// Keywords in any case; the first line is the server's name. "AUTH=LOGIN", as old servers write it, too.
smtp_offers read_offers(const smtp_reply& reply);

}  // namespace carillon::net
