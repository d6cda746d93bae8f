#include "sandbox/ses/ses_mail.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "sandbox/mail/mail_text.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::string_view bad = "BadRequestException";
constexpr std::size_t most_recipients = 50;
constexpr std::size_t most_headers = 15;
constexpr std::array<std::string_view, 9> known{
    "FromEmailAddress", "FromEmailAddressIdentityArn",    "Destination",
    "ReplyToAddresses", "FeedbackForwardingEmailAddress", "Content",
    "EmailTags",        "ConfigurationSetName",           "ListManagementOptions"};
// Those SES writes itself.
constexpr std::array<std::string_view, 12> reserved{
    "bcc",          "cc",       "content-disposition", "content-type", "date", "from", "message-id",
    "mime-version", "reply-to", "return-path",         "subject",      "to"};

bool is_tag_text(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 256 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
}

bool is_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

check check_addresses(const json& body) {
  const auto from = text_of(body, "FromEmailAddress");
  if (address_in(from).empty() || !is_ascii(from) || !is_one_line(from))
    return refusal{bad, "FromEmailAddress: Missing or invalid"};
  const auto all = ses_recipients(body);
  if (all.empty()) return refusal{bad, "Destination: at least one recipient is required"};
  if (all.size() > most_recipients) return refusal{bad, "Recipient count exceeds 50."};
  for (const auto& each : all) {
    if (address_in(each).empty() || !is_ascii(each) || !is_one_line(each))
      return refusal{bad, "Destination: Illegal address"};
  }
  const auto& reply = member_of(body, "ReplyToAddresses");
  for (const auto& each : reply.is_array() ? reply : json::array()) {
    if (!each.is_string() || address_in(each.get<std::string>()).empty())
      return refusal{bad, "ReplyToAddresses: Illegal address"};
  }
  return {};
}

check check_headers(const json& headers) {
  if (headers.is_null()) return {};
  if (!headers.is_array() || headers.size() > most_headers) return refusal{bad, "Headers: at most 15"};
  std::set<std::string> seen;
  for (const auto& each : headers) {
    const auto name = text_of(each, "Name");
    const auto value = text_of(each, "Value");
    const bool is_sound = !name.empty() && name.size() <= 126 && !value.empty() && value.size() <= 870 &&
                          is_one_line(name) && is_one_line(value) && is_ascii(name + value) &&
                          name.find_first_of(": ") == std::string::npos;
    if (!is_sound) return refusal{bad, "Headers: " + name + " is malformed"};
    if (std::ranges::find(reserved, lowered(name)) != reserved.end())
      return refusal{bad, "Headers: " + name + " may not be given"};
    if (!seen.insert(lowered(name)).second) return refusal{bad, "Headers: " + name + " is given twice"};
  }
  return {};
}

check check_content(const json& content) {
  const auto forms = std::array{"Simple", "Raw", "Template"};
  const auto given =
      std::ranges::count_if(forms, [&](const char* form) { return !member_of(content, form).is_null(); });
  if (given != 1) return refusal{bad, "Content: exactly one of Simple, Raw, Template"};
  const auto& simple = member_of(content, "Simple");
  if (simple.is_null()) return {};
  const auto subject = text_of(member_of(simple, "Subject"), "Data");
  if (subject.empty() || !is_one_line(subject))
    return refusal{bad, "Content.Simple.Subject: one line is expected"};
  const auto& body = member_of(simple, "Body");
  const bool has_words =
      !text_of(member_of(body, "Text"), "Data").empty() || !text_of(member_of(body, "Html"), "Data").empty();
  if (!has_words) return refusal{bad, "Content.Simple.Body: Text or Html is expected"};
  return check_headers(member_of(simple, "Headers"));
}

}  // namespace

std::vector<std::string> ses_recipients(const json& body) {
  std::vector<std::string> out;
  const auto& destination = member_of(body, "Destination");
  for (const char* const field : {"ToAddresses", "CcAddresses", "BccAddresses"}) {
    const auto& list = member_of(destination, field);
    if (!list.is_array()) continue;
    for (const auto& each : list) out.push_back(each.is_string() ? each.get<std::string>() : std::string());
  }
  return out;
}

check check_ses_mail(const json& body) {
  if (!body.is_object()) return refusal{"SerializationException", "an object is expected"};
  for (const auto& [name, value] : body.items()) {
    if (std::ranges::find(known, name) == known.end())
      return refusal{"SerializationException", name + " is not known"};
  }
  if (auto wrong = check_addresses(body)) return wrong;
  if (auto wrong = check_content(member_of(body, "Content"))) return wrong;
  const auto& tags = member_of(body, "EmailTags");
  for (const auto& each : tags.is_array() ? tags : json::array()) {
    if (!is_tag_text(text_of(each, "Name")) || !is_tag_text(text_of(each, "Value")))
      return refusal{bad, "EmailTags: letters, digits, - and _ are allowed"};
  }
  return {};
}

}  // namespace carillon::sandbox
