#include "providers/mailgun/request.hpp"

#include <algorithm>
#include <vector>

#include "base/encoding.hpp"
#include "providers/delivery_note.hpp"
#include "providers/email/form_data.hpp"
#include "providers/email/header_text.hpp"
#include "providers/email/json_form.hpp"
#include "providers/email/mail_page.hpp"
#include "providers/email/recipient.hpp"
#include "providers/email/sender_config.hpp"
#include "providers/mailgun/answers.hpp"
#include "providers/mailgun/override.hpp"

namespace carillon::providers::mailgun {
namespace {

constexpr std::size_t most_bytes = 25 * 1000 * 1000;

/// Names that Mailgun replaces between percent signs.
bool begins_variable(std::string_view text) noexcept {
  for (const std::string_view name : {"%recipient", "%unsubscribe_", "%tag_unsubscribe_", "%mailing_list_"}) {
    if (text.starts_with(name)) return true;
  }
  return false;
}

std::string with_percent_as(std::string_view percent, std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (begins_variable(text.substr(at))) {
      out += percent;
    } else {
      out += text[at];
    }
  }
  return out;
}

}  // namespace

std::string without_variables_html(std::string_view text) {
  return with_percent_as("&#37;", text);
}

std::string without_variables(std::string_view text) {
  return with_percent_as("%\xe2\x81\xa0", text);  // a word joiner: nothing is seen of it
}

request_template::request_template(const message& words, const config& from)
    : authorization_(from.authorization),
      path_("/v3/" + percent_encode(from.domain) + "/messages"),
      boundary_(email::make_form_boundary()),
      content_type_(email::form_content_type(boundary_)) {
  auto broken = words.broken_override;
  if (!broken && words.provider_override.is_object()) broken = check_override(words.provider_override);
  if (!broken && !email::is_of_sender(text_of(words.provider_override, "from"), from.from))
    broken = override_fault{"from", "should be of the domain that the integration sends from"};
  if (broken) {
    refusal_ = override_error(provider::mailgun, *broken);
    return;
  }
  write_form(words, from);
}

void request_template::write_form(const message& words, const config& from) {
  auto letter = email::write_letter(words);
  note_ = std::move(letter.note);
  const std::string domain(from.from.domain());
  std::vector<std::pair<std::string, std::string>> fields{
      {"from", email::from_value(from.from)},
      {"subject", without_variables(letter.subject)},
      {"text",
       without_variables(letter.text.before) + "%recipient.text%" + without_variables(letter.text.after)},
      {"html", without_variables_html(letter.html.before) + "%recipient.html%" +
                   without_variables_html(letter.html.after)},
      {"o:tracking", "no"}};
  if (auto reply_to = email::reply_to_value(from.from); !reply_to.empty())
    fields.emplace_back("h:Reply-To", std::move(reply_to));
  for (auto& [name, value] : email::common_fields(words, domain))
    fields.emplace_back("h:" + std::string(name), std::move(value));
  static const json nothing = json::object();
  const auto& given = words.provider_override.is_object() ? words.provider_override : nothing;
  for (const auto& [name, value] : given.items()) {
    std::erase_if(fields, [&name](const auto& each) { return each.first == name; });
    for (auto& each : field_values(value)) fields.emplace_back(name, std::move(each));
  }
  fields.emplace_back("h:Message-Id", "<%recipient.did%@" + domain + '>');
  fields.emplace_back("h:X-Carillon-Notification", "%recipient.nid%");
  fields.emplace_back("h:X-Carillon-Delivery", "%recipient.did%");
  fields.emplace_back("v:nid", "%recipient.nid%");
  fields.emplace_back("v:did", "%recipient.did%");
  for (const auto& [name, value] : fields) email::append_form_field(form_, boundary_, name, value);
  email::append_form_field(unsubscribe_, boundary_, "h:List-Unsubscribe", "<%recipient.url%>");
  email::append_form_field(unsubscribe_, boundary_, "h:List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
}

result<void> request_template::fill(std::span<const item> items, std::string_view, timestamp,
                                    net::wire_request& out) const {
  out.clear();
  if (refusal_) return *refusal_;
  const auto boxes = email::read_recipients(items);
  if (!boxes) return boxes.error();
  const bool is_linked = email::has_one_click(items.front());
  // The form's headers are everybody's.
  if (!std::ranges::all_of(items, [&](const item& each) { return email::has_one_click(each) == is_linked; }))
    return error(errc::too_large, "some recipients of the request can unsubscribe and some cannot");

  out.body.reserve(form_.size() + items.size() * 700);
  out.body += form_;
  if (is_linked) out.body += unsubscribe_;
  std::string variables = "{";
  for (std::size_t at = 0; at < items.size(); ++at) {
    const auto& to = items[at];
    const auto& box = (*boxes)[at];
    email::append_form_field(out.body, boundary_, "to", email::named_mailbox(email::display_name(to), box));
    if (at > 0) variables += ',';
    email::append_json_string(variables, box.text());
    variables.append(R"(:{"nid":")").append(to.notification.to_string());
    variables.append(R"(","did":")").append(to.delivery.to_string()).append(R"(","url":)");
    email::append_json_string(variables, to.unsubscribe_url);
    variables += R"(,"text":)";
    email::append_json_string(variables, email::unsubscribe_text(to.unsubscribe_url));
    variables += R"(,"html":)";
    email::append_json_string(variables, email::unsubscribe_html(to.unsubscribe_url));
    variables += '}';
  }
  variables += '}';
  email::append_form_field(out.body, boundary_, "recipient-variables", variables);
  email::end_form(out.body, boundary_);
  if (out.body.size() > most_bytes)
    return error(errc::too_large, "the request has more than 25 MB, which is the most Mailgun takes");
  out.path = path_;
  out.headers.push_back({"authorization", std::string(authorization_.reveal())});
  out.headers.push_back({"content-type", content_type_});
  out.kept = kept_headers();
  return {};
}

void request_template::read(const net::wire_response& response, std::span<const item>, timestamp now,
                            std::span<answer> told) const {
  read_response(response, now, told);
}

}  // namespace carillon::providers::mailgun
