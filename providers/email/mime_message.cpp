#include "providers/email/mime_message.hpp"

#include "providers/email/header_block.hpp"
#include "providers/email/header_text.hpp"
#include "providers/email/mail_date.hpp"
#include "providers/email/mail_page.hpp"
#include "providers/email/sender_config.hpp"

namespace carillon::providers::email {
namespace {

constexpr std::string_view subject_name = "Subject";

/// Holds "=_", which no encoded part does, and is the delivery's: equal at every attempt.
std::string boundary_of(const item& to) {
  return "=_" + to.delivery.to_string();
}

}  // namespace

mime_message::mime_message(const message& words, const sender_identity& from)
    : mime_message(write_letter(words), words, from) {}

mime_message::mime_message(const letter& written, const message& words, const sender_identity& from)
    : domain_(from.domain()),
      date_(to_mail_date(written.date)),
      from_(from_value(from)),
      reply_to_(reply_to_value(from)),
      subject_(unstructured(written.subject, subject_name.size())),
      note_(written.note),
      common_(common_fields(words, domain_)),
      plain_("plain", written.text),
      rich_("html", written.html) {}

void mime_message::append_to(std::string& out, const item& to, const mailbox& box) const {
  header_block headers(out);
  headers.add_whole("Date", date_);
  headers.add("From", from_);
  if (!reply_to_.empty()) headers.add("Reply-To", reply_to_);
  headers.add("To", named_mailbox(display_name(to), box));
  headers.add(subject_name, subject_);
  headers.add_whole("Message-ID", message_id(to.delivery, domain_));
  for (const auto& [name, value] : common_) headers.add_whole(name, value);
  for (const auto& [name, value] : fields_for(to)) headers.add_whole(name, value);
  headers.add_whole("MIME-Version", "1.0");
  append_alternative(out, boundary_of(to), plain_, unsubscribe_text(to.unsubscribe_url), rich_,
                     unsubscribe_html(to.unsubscribe_url));
}

}  // namespace carillon::providers::email
