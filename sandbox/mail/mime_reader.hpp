// A mail as a mail program reads it: its header fields, its text and HTML parts, its attachments (RFC 2045,
// 2046). Lenient, and bounded against hostile mails. Written anew here: the sandbox shares no code with the
// engine's providers. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/mail/header_words.hpp"
#include "sandbox/shown_message.hpp"

namespace carillon::sandbox {

struct read_mail {
  mail_fields fields;
  std::string text;  ///< the first text/plain, as UTF-8
  std::string html;  ///< the first text/html
  std::vector<attachment_seen> attachments;
};

/// Of whatever bytes; multiparts in each other up to 8 deep, 100 parts in all.
read_mail read_mime(std::string_view mail);
/// As people see it: sender, subject, both texts, header fields.
shown_message show_mail(const read_mail& mail);

}  // namespace carillon::sandbox
