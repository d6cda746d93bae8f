#include "providers/sendgrid/request.hpp"

#include <array>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "providers/delivery_note.hpp"
#include "providers/email/mail_page.hpp"
#include "providers/email/recipient.hpp"
#include "providers/email/sender_config.hpp"
#include "providers/sendgrid/answers.hpp"
#include "providers/sendgrid/override.hpp"

namespace carillon::providers::sendgrid {
namespace {

constexpr std::size_t most_bytes = 30 * 1000 * 1000;

/// The API's callers do not know a broadcast's id before it is accepted, so that no content holds this.
std::string tag_of(const broadcast_id& of, std::string_view part) {
  return "-" + hex_encode(as_text(sha256({"unsubscribe", part, of.raw()})).substr(0, 12)) + "-";
}

json named(std::string_view address, std::string_view name) {
  json out{{"email", address}};
  if (!name.empty()) out["name"] = name;
  return out;
}

json headers_of(const message& words, std::string_view domain) {
  json out = json::object();
  for (auto& [name, value] : email::common_fields(words, domain)) out[std::string(name)] = std::move(value);
  return out;
}

/// No rewritten links, no pixels, no other unsubscribing than ours; an override may think otherwise.
json no_tracking() {
  return {{"click_tracking", {{"enable", false}, {"enable_text", false}}},
          {"open_tracking", {{"enable", false}}},
          {"subscription_tracking", {{"enable", false}}}};
}

}  // namespace

request_template::request_template(const message& words, const config& from)
    : authorization_(from.authorization),
      domain_(from.from.domain()),
      html_tag_(tag_of(words.broadcast, "html")),
      text_tag_(tag_of(words.broadcast, "text")) {
  auto broken = words.broken_override;
  if (!broken && words.provider_override.is_object()) broken = check_override(words.provider_override);
  if (!broken &&
      !email::is_of_sender(text_of(member_of(words.provider_override, "from"), "email"), from.from))
    broken = override_fault{"from.email", "should be of the domain that the integration sends from"};
  if (broken) {
    refusal_ = override_error(provider::sendgrid, *broken);
    return;
  }
  const auto letter = email::write_letter(words);
  note_ = letter.note;
  const email::json_form::marks mark;
  json body{{"from", named(from.from.address, from.from.name)}, {"subject", letter.subject}};
  if (!from.from.reply_to.empty()) body["reply_to"] = named(from.from.reply_to, from.from.reply_to_name);
  body["content"] = json::array({{{"type", "text/plain"}, {"value", letter.text.filled(text_tag_)}},
                                 {{"type", "text/html"}, {"value", letter.html.filled(html_tag_)}}});
  body["headers"] = headers_of(words, domain_);
  body["tracking_settings"] = no_tracking();
  if (words.provider_override.is_object()) body.merge_patch(words.provider_override);
  body["personalizations"] = json::array({mark.whole(0)});
  body_ = email::json_form(body, mark);
}

void request_template::append_person(std::string& out, const item& to, const std::string& address) const {
  out += R"({"to":[{"email":)";
  email::append_json_string(out, address);
  if (const auto name = email::display_name(to); !name.empty()) {
    out += R"(,"name":)";
    email::append_json_string(out, name);
  }
  out += R"(}],"headers":{"Message-ID":)";
  email::append_json_string(out, email::message_id(to.delivery, domain_));
  for (const auto& [name, value] : email::fields_for(to)) {
    out.append(",\"").append(name).append("\":");
    email::append_json_string(out, value);
  }
  out.append(R"(},"custom_args":{"nid":")").append(to.notification.to_string());
  out.append(R"(","did":")").append(to.delivery.to_string());
  out.append(R"("},"substitutions":{")").append(text_tag_).append("\":");
  email::append_json_string(out, email::unsubscribe_text(to.unsubscribe_url));
  out.append(",\"").append(html_tag_).append("\":");
  email::append_json_string(out, email::unsubscribe_html(to.unsubscribe_url));
  out += "}}";
}

result<void> request_template::fill(std::span<const item> items, std::string_view, timestamp,
                                    net::wire_request& out) const {
  out.clear();
  if (refusal_) return *refusal_;
  const auto boxes = email::read_recipients(items);
  if (!boxes) return boxes.error();
  std::string people;
  people.reserve(items.size() * 768);
  for (std::size_t at = 0; at < items.size(); ++at) {
    if (at > 0) people += ',';
    append_person(people, items[at], (*boxes)[at].text());
  }
  if (body_.fixed_bytes() + people.size() > most_bytes)
    return error(errc::too_large, "the request has more than 30 MB, which is the most SendGrid takes");
  out.path = "/v3/mail/send";
  out.headers.push_back({"authorization", std::string(authorization_.reveal())});
  out.headers.push_back({"content-type", "application/json"});
  out.headers.push_back({"accept", "application/json"});
  out.kept = kept_headers();
  body_.append_to(out.body, std::array{std::string_view(people)});
  return {};
}

void request_template::read(const net::wire_response& response, std::span<const item>, timestamp now,
                            std::span<answer> told) const {
  read_response(response, now, told);
}

}  // namespace carillon::providers::sendgrid
