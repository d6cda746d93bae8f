#include "sandbox/sendgrid/sendgrid_mail.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "sandbox/mail/mail_text.hpp"

namespace carillon::sandbox {
namespace {

using fault = std::optional<field_fault>;

constexpr std::size_t most_personalizations = 1000;
constexpr std::size_t most_arguments = 10'000;  // bytes, of custom_args, and of substitutions
constexpr std::array<std::string_view, 11> reserved{"x-sg-id",
                                                    "x-sg-eid",
                                                    "received",
                                                    "dkim-signature",
                                                    "content-type",
                                                    "content-transfer-encoding",
                                                    "to",
                                                    "from",
                                                    "subject",
                                                    "reply-to",
                                                    "cc"};
constexpr std::array<std::string_view, 21> known{"personalizations",
                                                 "from",
                                                 "reply_to",
                                                 "reply_to_list",
                                                 "subject",
                                                 "content",
                                                 "attachments",
                                                 "template_id",
                                                 "headers",
                                                 "categories",
                                                 "custom_args",
                                                 "send_at",
                                                 "batch_id",
                                                 "asm",
                                                 "ip_pool_name",
                                                 "mail_settings",
                                                 "tracking_settings",
                                                 "sections",
                                                 "ip_pool",
                                                 "substitutions",
                                                 "substitutionWrappers"};

field_fault bad(std::string field, std::string message) {
  return {std::move(field), std::move(message)};
}

fault check_person(const json& person, const std::string& path) {
  if (!person.is_object() || !member_of(person, "email").is_string() ||
      address_in(text_of(person, "email")).empty())
    return bad(path + ".email", "Does not contain a valid address.");
  if (!is_one_line(text_of(person, "name"))) return bad(path + ".name", "The name may not hold line ends.");
  return {};
}

fault check_people(const json& list, const std::string& path, bool is_required, std::set<std::string>& seen) {
  if (list.is_null() && !is_required) return {};
  if (!list.is_array() || list.empty())
    return bad(path,
               "The to array is required for all personalization objects, and must have at least one email "
               "object with a valid email address.");
  for (std::size_t at = 0; at < list.size(); ++at) {
    const auto each = path + '.' + std::to_string(at);
    if (auto wrong = check_person(list[at], each)) return wrong;
    if (!seen.insert(lowered(text_of(list[at], "email"))).second)
      return bad(path.substr(0, path.rfind('.')),
                 "Each email address in the personalization block should be unique between to, cc, and bcc.");
  }
  return {};
}

fault check_texts(const json& map, const std::string& path, std::size_t most) {
  if (map.is_null()) return {};
  if (!map.is_object()) return bad(path, "It must be an object of strings.");
  std::size_t bytes = 0;
  for (const auto& [name, value] : map.items()) {
    if (!value.is_string()) return bad(path + '.' + name, "It must be a string.");
    bytes += name.size() + value.get_ref<const std::string&>().size();
  }
  return bytes > most ? fault(bad(path, "It is larger than 10000 bytes.")) : fault();
}

fault check_headers(const json& headers, const std::string& path) {
  if (auto wrong = check_texts(headers, path, 1'000'000)) return wrong;
  if (!headers.is_object()) return {};
  for (const auto& [name, value] : headers.items()) {
    if (std::ranges::find(reserved, lowered(name)) != reserved.end())
      return bad(path + '.' + name, "You cannot use a reserved header.");
    if (!is_one_line(name) || !is_one_line(value.get_ref<const std::string&>()))
      return bad(path + '.' + name, "A header may not hold line ends.");
  }
  return {};
}

fault check_personalizations(const json& list) {
  if (!list.is_array() || list.empty())
    return bad("personalizations",
               "The personalizations field is required and must have at least one personalization.");
  if (list.size() > most_personalizations)
    return bad("personalizations", "There may be at most 1000 personalizations.");
  std::set<std::string> seen;
  for (std::size_t at = 0; at < list.size(); ++at) {
    const auto path = "personalizations." + std::to_string(at);
    const auto& each = list[at];
    if (!each.is_object()) return bad(path, "It must be an object.");
    if (auto wrong = check_people(member_of(each, "to"), path + ".to", true, seen)) return wrong;
    if (auto wrong = check_people(member_of(each, "cc"), path + ".cc", false, seen)) return wrong;
    if (auto wrong = check_people(member_of(each, "bcc"), path + ".bcc", false, seen)) return wrong;
    if (auto wrong = check_headers(member_of(each, "headers"), path + ".headers")) return wrong;
    if (auto wrong = check_texts(member_of(each, "custom_args"), path + ".custom_args", most_arguments))
      return wrong;
    if (auto wrong = check_texts(member_of(each, "substitutions"), path + ".substitutions", most_arguments))
      return wrong;
  }
  return {};
}

fault check_content(const json& content) {
  if (!content.is_array() || content.empty())
    return bad("content", "The content parameter is required if you are not using a template.");
  bool has_html = false;
  for (std::size_t at = 0; at < content.size(); ++at) {
    const auto path = "content." + std::to_string(at);
    const auto type = text_of(content[at], "type");
    if (text_of(content[at], "value").empty())
      return bad(path + ".value", "The content value must be a string at least one character in length.");
    if (type.empty() || !is_one_line(type)) return bad(path + ".type", "The content type is required.");
    if (type == "text/plain" && has_html)
      return bad(
          "content",
          "If present, text/plain must be first, followed by text/html, followed by any other content.");
    has_html = has_html || type == "text/html";
  }
  return {};
}

bool has_subject(const json& body) {
  if (!text_of(body, "subject").empty()) return true;
  const auto& list = member_of(body, "personalizations");
  return std::ranges::all_of(list, [](const json& each) { return !text_of(each, "subject").empty(); });
}

}  // namespace

std::optional<field_fault> check_sendgrid_mail(const json& body) {
  if (!body.is_object()) return bad("", "Bad Request");
  for (const auto& [name, value] : body.items()) {
    if (std::ranges::find(known, name) == known.end())
      return bad(name, "Additional property " + name + " is not allowed");
  }
  if (auto wrong = check_personalizations(member_of(body, "personalizations"))) return wrong;
  if (auto wrong = check_person(member_of(body, "from"), "from")) return wrong;
  if (const auto& reply = member_of(body, "reply_to"); !reply.is_null()) {
    if (auto wrong = check_person(reply, "reply_to")) return wrong;
  }
  if (text_of(body, "template_id").empty()) {
    if (!has_subject(body))
      return bad("subject",
                 "The subject is required. You can get around this requirement if you use a template with a "
                 "subject defined.");
    if (!is_one_line(text_of(body, "subject"))) return bad("subject", "The subject may not hold line ends.");
    if (auto wrong = check_content(member_of(body, "content"))) return wrong;
  }
  const auto& categories = member_of(body, "categories");
  if (!categories.is_null() && (!categories.is_array() || categories.size() > 10))
    return bad("categories", "There may be at most 10 categories.");
  if (auto wrong = check_headers(member_of(body, "headers"), "headers")) return wrong;
  return check_texts(member_of(body, "custom_args"), "custom_args", most_arguments);
}

}  // namespace carillon::sandbox
