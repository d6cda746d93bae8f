#include "providers/ses/request.hpp"

#include <array>

#include "providers/delivery_note.hpp"
#include "providers/email/header_text.hpp"
#include "providers/email/mail_page.hpp"
#include "providers/email/recipient.hpp"
#include "providers/email/sender_config.hpp"
#include "providers/ses/answers.hpp"
#include "providers/ses/override.hpp"

namespace carillon::providers::ses {
namespace {

enum hole : std::size_t { recipient, text_end, html_end, list_headers, notification, delivery, hole_count };

constexpr std::string_view content_type = "application/json";
/// Larger ones are delayed, and nothing of ours is.
constexpr std::size_t most_bytes = 10 * 1000 * 1000;

json in_utf8(json text) {
  return {{"Data", std::move(text)}, {"Charset", "UTF-8"}};
}

json headers_of(const message& words, std::string_view domain) {
  json out = json::array();
  for (auto& [name, value] : email::common_fields(words, domain))
    out.push_back({{"Name", name}, {"Value", std::move(value)}});
  return out;
}

std::string headers_of(const item& to) {
  std::string out;
  for (const auto& [name, value] : email::fields_for(to)) {
    if (!out.empty()) out += ',';
    out.append(R"({"Name":")").append(name).append(R"(","Value":)");
    email::append_json_string(out, value);
    out += '}';
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  append_json_escaped(out, text);
  return out;
}

}  // namespace

request_template::request_template(const message& words, const config& from)
    : credentials_(from.credentials), region_(from.region), host_(from.host), path_(from.path) {
  auto broken = words.broken_override;
  if (!broken && words.provider_override.is_object()) broken = check_override(words.provider_override);
  if (!broken && !email::is_of_sender(text_of(words.provider_override, "FromEmailAddress"), from.from))
    broken = override_fault{"FromEmailAddress", "should be of the domain that the integration sends from"};
  if (broken) {
    refusal_ = override_error(provider::ses, *broken);
    return;
  }
  write_body(words, from);
}

void request_template::write_body(const message& words, const config& from) {
  auto letter = email::write_letter(words);
  note_ = std::move(letter.note);
  const email::json_form::marks mark;
  json body{{"FromEmailAddress", email::from_value(from.from)}};
  if (auto reply_to = email::reply_to_value(from.from); !reply_to.empty())
    body["ReplyToAddresses"] = json::array({std::move(reply_to)});
  if (!from.configuration_set.empty()) body["ConfigurationSetName"] = from.configuration_set;
  body["Content"]["Simple"] = {{"Subject", in_utf8(letter.subject)},
                               {"Body",
                                {{"Text", in_utf8(letter.text.filled(mark.inside(text_end)))},
                                 {"Html", in_utf8(letter.html.filled(mark.inside(html_end)))}}}};
  if (words.provider_override.is_object()) body.merge_patch(words.provider_override);
  auto& headers = body["Content"]["Simple"]["Headers"];
  headers = headers_of(words, from.from.domain());
  headers.push_back(mark.whole(list_headers));
  body["Destination"] = {{"ToAddresses", json::array({mark.inside(recipient)})}};
  body["EmailTags"] = json::array({{{"Name", "nid"}, {"Value", mark.inside(notification)}},
                                   {{"Name", "did"}, {"Value", mark.inside(delivery)}}});
  body_ = email::json_form(body, mark);
}

void request_template::sign(timestamp now, net::wire_request& out) const {
  const auto date = to_amz_date(now);
  const signed_scope scope{.region = region_, .service = "ses"};
  if (key_day_ != date.substr(0, 8)) {
    key_ = signing_key_of(credentials_, scope, date);
    key_day_ = date.substr(0, 8);
  }
  const signed_request request{.host = host_, .path = path_, .content_type = content_type, .body = out.body};
  out.headers.push_back({"authorization", authorization_of(credentials_, key_, scope, date, request),
                         net::header_indexing::never});
  out.headers.push_back({"content-type", std::string(content_type)});
  out.headers.push_back({"x-amz-date", date, net::header_indexing::never});
  if (!credentials_.session_token.empty())
    out.headers.push_back({"x-amz-security-token", std::string(credentials_.session_token.reveal())});
}

result<void> request_template::fill(std::span<const item> items, std::string_view, timestamp now,
                                    net::wire_request& out) const {
  out.clear();
  if (refusal_) return *refusal_;
  const auto boxes = email::read_recipients(items);
  if (!boxes) return boxes.error();
  if (items.size() != 1) return error(errc::too_large, "SES takes one recipient a request");
  const auto& to = items.front();
  const auto who = escaped(email::named_mailbox(email::display_name(to), boxes->front()));
  const auto text = escaped(email::unsubscribe_text(to.unsubscribe_url));
  const auto html = escaped(email::unsubscribe_html(to.unsubscribe_url));
  const auto headers = headers_of(to);
  const auto nid = to.notification.to_string();
  const auto did = to.delivery.to_string();
  std::array<std::string_view, hole_count> by_hole;
  by_hole[recipient] = who;
  by_hole[text_end] = text;
  by_hole[html_end] = html;
  by_hole[list_headers] = headers;
  by_hole[notification] = nid;
  by_hole[delivery] = did;
  body_.append_to(out.body, by_hole);
  if (out.body.size() > most_bytes) return error(errc::too_large, "the mail has more than 10 MB");
  out.path = path_;
  out.kept = kept_headers();
  sign(now, out);
  return {};
}

void request_template::read(const net::wire_response& response, std::span<const item>, timestamp now,
                            std::span<answer> told) const {
  for (auto& each : told) each = read_response(response, now);
}

}  // namespace carillon::providers::ses
