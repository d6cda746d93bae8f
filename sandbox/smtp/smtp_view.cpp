// A mail that came by SMTP, as its recipient's mail program shows it.
#include "sandbox/mail/mime_reader.hpp"
#include "sandbox/request_view.hpp"
#include "sandbox/smtp/smtp_desk.hpp"

namespace carillon::sandbox {

std::vector<shown_message> smtp_desk::show(const incoming& request,
                                           std::span<const std::size_t> items) const {
  if (request.method != "DATA") {
    shown_message refused;
    refused.as = look::mail;
    refused.from = request.header("x-from");
    refused.title = "No mail came";
    refused.note = "The recipient was refused at RCPT TO, before the mail.";
    return {items.size(), refused};
  }
  return {items.size(), show_mail(read_mime(request.body))};
}

}  // namespace carillon::sandbox
