// A mail of SES' API as its recipient sees it.
#include "sandbox/mail/mime_reader.hpp"
#include "sandbox/request_view.hpp"
#include "sandbox/ses/ses_desk.hpp"

namespace carillon::sandbox {
namespace {

std::string joined(const json& list) {
  std::string out;
  for (const auto& each : list.is_array() ? list : json::array())
    out += (out.empty() ? "" : ", ") + (each.is_string() ? each.get<std::string>() : dump_json(each));
  return out;
}

std::string data_of(const json& part) {
  return text_of(part, "Data");
}

void add_field(shown_message& shown, std::string name, std::string value) {
  if (!value.empty()) shown.fields.emplace_back(std::move(name), std::move(value));
}

shown_message show_simple(const json& body, const json& simple) {
  shown_message shown;
  shown.as = look::mail;
  shown.from = decode_words(text_of(body, "FromEmailAddress"));
  shown.title = data_of(member_of(simple, "Subject"));
  const auto& words = member_of(simple, "Body");
  shown.text = data_of(member_of(words, "Text"));
  shown.html = data_of(member_of(words, "Html"));
  const auto& to = member_of(body, "Destination");
  add_field(shown, "From", shown.from);
  add_field(shown, "To", decode_words(joined(member_of(to, "ToAddresses"))));
  add_field(shown, "Cc", decode_words(joined(member_of(to, "CcAddresses"))));
  add_field(shown, "Subject", shown.title);
  add_field(shown, "Reply-To", decode_words(joined(member_of(body, "ReplyToAddresses"))));
  const auto& headers = member_of(simple, "Headers");
  for (const auto& each : headers.is_array() ? headers : json::array())
    add_field(shown, text_of(each, "Name"), text_of(each, "Value"));
  return shown;
}

}  // namespace

std::vector<shown_message> ses_desk::show(const incoming& request, std::span<const std::size_t> items) const {
  const auto body = parse_json(request.body, {.max_bytes = request.body.size(), .max_depth = 16});
  if (!body) return {items.size(), show_unreadable(request, "The body is no JSON.")};
  const auto& content = member_of(*body, "Content");
  const auto raw = data_of(member_of(content, "Raw"));
  auto shown = raw.empty() ? show_simple(*body, member_of(content, "Simple"))
                           : show_mail(read_mime(decode_base64(raw)));
  const auto& tags = member_of(*body, "EmailTags");
  for (const auto& each : tags.is_array() ? tags : json::array())
    add_field(shown, "Tag " + text_of(each, "Name"), text_of(each, "Value"));
  return {items.size(), shown};
}

}  // namespace carillon::sandbox
