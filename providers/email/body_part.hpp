// A text of a mail as a MIME entity (RFC 2045): encoded once for all recipients, as far as that goes.
// Pure; immutable once made.
#pragma once

#include <string>
#include <string_view>

#include "providers/email/holed_text.hpp"
#include "providers/email/transfer_encoding.hpp"

namespace carillon::providers::email {

class body_part {
 public:
  /// `subtype`: "plain", "html"; static storage.
  body_part(std::string_view subtype, const holed_text& text);

  /// Appends its header fields, the empty line and the encoded text, without a line end at its end. `with` is
  /// ASCII and fills the hole.
  void append_to(std::string& out, std::string_view with) const;
  transfer_encoding encoding() const noexcept { return encoding_; }

 private:
  std::string_view subtype_;
  transfer_encoding encoding_;
  std::string before_, after_;  ///< encoded already, except in base64, where a byte more moves all others
};

/// multipart/alternative (RFC 2046 5.1.4), the plainest first: Content-Type, the empty line, the parts. Ends
/// in a line end. `boundary` has "=_" in it, which no encoded text holds.
void append_alternative(std::string& out, std::string_view boundary, const body_part& plain,
                        std::string_view plain_with, const body_part& rich, std::string_view rich_with);

}  // namespace carillon::providers::email
