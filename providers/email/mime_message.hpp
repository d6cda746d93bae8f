// A whole mail (RFC 5322) as bytes: for relays that take one. Made once per message, written per recipient;
// the same delivery gives the same bytes at every attempt. Pure; immutable once made.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "providers/address.hpp"
#include "providers/email/body_part.hpp"
#include "providers/email/letter.hpp"
#include "providers/email/mailbox.hpp"

namespace carillon::providers::email {

class mime_message {
 public:
  /// Writes the letter of `words`.
  mime_message(const message& words, const sender_identity& from);

  /// Appends the mail for one person: header fields, an empty line, both parts. Lines end in CRLF; none is
  /// stuffed for SMTP.
  void append_to(std::string& out, const item& to, const mailbox& box) const;
  const std::string& note() const noexcept { return note_; }

 private:
  std::string domain_, date_, from_, reply_to_, subject_, note_;
  fields common_;
  body_part plain_, rich_;

  mime_message(const letter& written, const message& words, const sender_identity& from);
};

}  // namespace carillon::providers::email
