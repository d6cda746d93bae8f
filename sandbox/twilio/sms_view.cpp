// A text message as the phone shows it.
#include "sandbox/request_view.hpp"
#include "sandbox/twilio/sms_size.hpp"
#include "sandbox/twilio/twilio_desk.hpp"

namespace carillon::sandbox {

std::vector<shown_message> twilio_desk::show(const incoming& request,
                                             std::span<const std::size_t> items) const {
  const auto message = form::parse(request.body);
  if (!message) return {items.size(), show_unreadable(request, "The body is no form.")};
  shown_message shown;
  shown.as = look::bubble;
  shown.from = (*message)[message->has("From") ? "From" : "MessagingServiceSid"];
  shown.text = (*message)["Body"];
  shown.size = measure_sms(shown.text);
  for (const auto* name :
       {"MessagingServiceSid", "StatusCallback", "MediaUrl", "ContentSid", "ValidityPeriod"}) {
    if (message->has(name)) shown.fields.emplace_back(name, (*message)[name]);
  }
  return {items.size(), shown};
}

}  // namespace carillon::sandbox
