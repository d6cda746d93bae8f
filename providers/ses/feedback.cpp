#include "providers/ses/feedback.hpp"

#include "providers/answer.hpp"

namespace carillon::providers::ses {
namespace {

/// Tags are lists of texts.
std::string tag_of(const json& mail, const char* name) {
  const auto& list = member_of(member_of(mail, "tags"), name);
  return list.is_array() && !list.empty() && list.front().is_string() ? list.front().get<std::string>()
                                                                      : std::string();
}

feedback::kind kind_of_bounce(const json& bounce) {
  const auto more = text_of(bounce, "bounceSubType");
  if (text_of(bounce, "bounceType") != "Permanent") {
    const bool is_of_message =
        more == "ContentRejected" || more == "MessageTooLarge" || more == "AttachmentRejected";
    return is_of_message ? feedback::kind::bounced : feedback::kind::soft;
  }
  const bool is_address =
      more == "General" || more == "NoEmail" || more == "Suppressed" || more == "OnAccountSuppressionList";
  return is_address ? feedback::kind::gone : feedback::kind::bounced;
}

/// Of a delivery SES names the addresses alone.
void add_delivered(const json& message, const own_ids& ids, std::vector<feedback>& out) {
  const auto& people = member_of(member_of(message, "delivery"), "recipients");
  if (!people.is_array()) return;
  for (const auto& each : people) {
    if (each.is_string())
      out.push_back({feedback::kind::delivered, ids.notification, ids.delivery, each.get<std::string>(), {}});
  }
}

}  // namespace

std::vector<feedback> read_notice(const json& message) {
  std::vector<feedback> out;
  const auto& mail = member_of(message, "mail");
  const auto ids = read_own_ids(tag_of(mail, "nid"), tag_of(mail, "did"));
  // Event publishing says eventType, notifications of an identity notificationType.
  auto type = text_of(message, "eventType");
  if (type.empty()) type = text_of(message, "notificationType");
  const bool is_bounce = type == "Bounce";
  if (ids && type == "Delivery") add_delivered(message, *ids, out);
  if (!ids || (!is_bounce && type != "Complaint")) return out;
  const auto& about = member_of(message, is_bounce ? "bounce" : "complaint");
  if (text_of(about, "complaintFeedbackType") == "not-spam") return out;
  const auto what = is_bounce ? kind_of_bounce(about) : feedback::kind::complained;
  const auto& people = member_of(about, is_bounce ? "bouncedRecipients" : "complainedRecipients");
  if (!people.is_array()) return out;
  for (const auto& each : people) {
    auto words = text_of(each, "diagnosticCode");
    if (words.empty()) words = text_of(about, is_bounce ? "bounceSubType" : "complaintFeedbackType");
    out.push_back({what, ids->notification, ids->delivery, text_of(each, "emailAddress"), sanitised(words)});
  }
  return out;
}

}  // namespace carillon::providers::ses
