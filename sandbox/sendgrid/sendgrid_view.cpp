// A mail of SendGrid's API as its recipient sees it, substitutions put in.
#include "sandbox/request_view.hpp"
#include "sandbox/sendgrid/sendgrid_desk.hpp"

namespace carillon::sandbox {
namespace {

std::string person(const json& who) {
  const auto name = text_of(who, "name");
  const auto email = text_of(who, "email");
  return name.empty() ? email : name + " <" + email + '>';
}

std::string people(const json& list) {
  std::string out;
  for (const auto& each : list.is_array() ? list : json::array())
    out += (out.empty() ? "" : ", ") + person(each);
  return out;
}

std::string substituted(std::string text, const json& own) {
  if (!own.is_object()) return text;
  for (const auto& [mark, value] : own.items()) {
    if (mark.empty() || !value.is_string()) continue;
    const auto& with = value.get_ref<const std::string&>();
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + with.size()))
      text.replace(at, mark.size(), with);
  }
  return text;
}

void add_fields(const json& headers, shown_message& shown) {
  if (!headers.is_object()) return;
  for (const auto& [name, value] : headers.items())
    shown.fields.emplace_back(name, value.is_string() ? value.get<std::string>() : dump_json(value));
}

shown_message show_one(const json& body, const json& person_of) {
  const auto& own = member_of(person_of, "substitutions");
  shown_message shown;
  shown.as = look::mail;
  shown.from = person(member_of(body, "from"));
  const auto subject = text_of(person_of, "subject");
  shown.title = substituted(subject.empty() ? text_of(body, "subject") : subject, own);
  const auto& content = member_of(body, "content");
  for (const auto& part : content.is_array() ? content : json::array()) {
    const auto type = text_of(part, "type");
    if (type == "text/plain") shown.text = substituted(text_of(part, "value"), own);
    if (type == "text/html") shown.html = substituted(text_of(part, "value"), own);
  }
  shown.fields = {{"From", shown.from}, {"To", people(member_of(person_of, "to"))}, {"Subject", shown.title}};
  if (const auto reply = person(member_of(body, "reply_to")); !reply.empty())
    shown.fields.emplace_back("Reply-To", reply);
  add_fields(member_of(body, "headers"), shown);
  add_fields(member_of(person_of, "headers"), shown);
  const auto& files = member_of(body, "attachments");
  for (const auto& each : files.is_array() ? files : json::array())
    shown.attachments.push_back({.name = text_of(each, "filename"),
                                 .type = text_of(each, "type"),
                                 .bytes = text_of(each, "content").size() / 4 * 3});
  return shown;
}

}  // namespace

std::vector<shown_message> sendgrid_desk::show(const incoming& request,
                                               std::span<const std::size_t> items) const {
  const auto body = parse_json(request.body, {.max_bytes = request.body.size(), .max_depth = 16});
  if (!body) return {items.size(), show_unreadable(request, "The body is no JSON.")};
  const auto& people_of = member_of(*body, "personalizations");
  std::vector<shown_message> shown;
  for (const auto item : items) {
    const bool is_there = people_of.is_array() && item < people_of.size();
    shown.push_back(is_there ? show_one(*body, people_of[item])
                             : show_unreadable(request, "The body names nobody."));
  }
  return shown;
}

}  // namespace carillon::sandbox
