#include "providers/smtp/request.hpp"

#include "providers/email/recipient.hpp"
#include "providers/smtp/answers.hpp"

namespace carillon::providers::smtp {

result<void> request_template::fill(std::span<const item> items, std::string_view, timestamp,
                                    net::wire_request& out) const {
  out.clear();
  const auto boxes = email::read_recipients(items, true);
  if (!boxes) return boxes.error();
  if (items.size() != 1) return error(errc::too_large, "a mail has one recipient");
  const auto& box = boxes->front();
  out.envelope.from = sender_;
  out.envelope.to.push_back(box.text());
  out.envelope.needs_utf8 = box.needs_utf8;
  mail_.append_to(out.body, items.front(), box);
  return {};
}

void request_template::read(const net::wire_response& response, std::span<const item>, timestamp,
                            std::span<answer> told) const {
  const bool is_alone = told.size() == 1;
  for (std::size_t at = 0; at < told.size(); ++at) {
    // Who has no reply may have been sent to.
    const net::mail_reply none{.stage = net::mail_stage::message};
    told[at] = read_reply(at < response.mail.size() ? response.mail[at] : none, is_alone);
  }
}

}  // namespace carillon::providers::smtp
