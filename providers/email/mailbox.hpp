// A mail address as SMTP carries it: the part of RFC 5321's Mailbox that mail is sent to in practice, judged
// as HTML's input type=email does. Every address of ours passes here before it is put into a header, an
// envelope or a request. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace carillon::providers::email {

struct mailbox {
  std::string local;        ///< as written: its case may matter to its host
  std::string domain;       ///< lower case, A-labels
  bool needs_utf8 = false;  ///< the local part is not ASCII: only SMTPUTF8 (RFC 6531) carries it

  /// "local@domain".
  std::string text() const { return local + '@' + domain; }
  /// What tells two mailboxes apart: ASCII letters in lower case. Some providers refuse an address that
  /// comes twice in a request, whatever its case.
  std::string folded() const;
};

/// invalid_argument for quoted local parts, address literals, comments, lists, white space, dots at the ends
/// or two in a row, a local part over 64 bytes, more than 254 bytes in all, and domains that are none. The
/// error does not quote the address.
result<mailbox> parse_mailbox(std::string_view text);

}  // namespace carillon::providers::email
