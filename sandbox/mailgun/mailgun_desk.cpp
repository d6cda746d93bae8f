#include "sandbox/mailgun/mailgun_desk.hpp"

#include <algorithm>
#include <array>

#include "base/encoding.hpp"
#include "base/ids.hpp"
#include "sandbox/canned_row.hpp"
#include "sandbox/credential_entry.hpp"
#include "sandbox/fast_lane.hpp"
#include "sandbox/mail/mail_text.hpp"
#include "sandbox/mailgun/form_reader.hpp"
#include "sandbox/mailgun/recipients.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::string_view prefix = "/v3/";
constexpr std::string_view suffix = "/messages";
constexpr desk_facts mailgun_facts{
    .name = "mailgun",
    .route = "POST /v3/<domain>/messages",
    .plays = "Mailgun: key, form, recipient variables, limits",
    .channel = "email",
    .label = "Mailgun",
    .most_streams = 128,
};
constexpr std::size_t most_recipients = 1000;
constexpr std::size_t most_options = 16 * 1024;
constexpr std::size_t most_body = 25 * 1000 * 1000;

constexpr auto rows = std::to_array<canned_row>({
    {"BAD_RECIPIENT", 400, "'to' parameter is not a valid address. please check documentation"},
    {"BAD_REQUEST", 400, "from parameter is missing"},
    {"NOT_ALLOWED", 400,
     "Domain is not allowed to send: The domain is unverified and requires DNS configuration. Please "
     "activate it"},
    {"UNAUTHORIZED", 401, ""},
    {"PAYMENT_REQUIRED", 402, "Request Failed"},
    {"FORBIDDEN", 403, "Forbidden"},
    {"NO_DOMAIN", 404, "Domain not found"},
    {"NOT_FOUND", 404, ""},
    {"TOO_LARGE", 413, "Request entity too large"},
    {"PROBATION", 420, "Domain is not allowed to send: recipient limit exceeded"},
    {"TOO_MANY_REQUESTS", 429, "Too many requests: limit exceeded, try again after 2 seconds"},
    {"INTERNAL", 500, "Internal Server Error"},
    {"BAD_GATEWAY", 502, ""},
    {"UNAVAILABLE", 503, "Service Unavailable"},
    {"GATEWAY_TIMEOUT", 504, ""},
});

answer make_refusal(const canned_row& row, std::string_view message = {}) {
  answer reply;
  reply.status = row.status;
  reply.reason = row.key;
  if (!row.message.empty()) {
    reply.body = dump_json({{"message", message.empty() ? row.message : message}});
    reply.content_type = "application/json";
  } else if (row.status == 401) {
    reply.body = "Forbidden";
    reply.content_type = "text/plain";
  } else {
    reply.body = "<html><body>" + std::to_string(row.status) + "</body></html>";
    reply.content_type = "text/html";
  }
  return reply;
}

answer refuse_row(std::string_view key, std::string_view message = {}) {
  return make_refusal(*find_row(rows, key), message);
}

/// "mg.example" of /v3/mg.example/messages, or empty.
std::string_view domain_of(std::string_view path) noexcept {
  if (!path.starts_with(prefix) || !path.ends_with(suffix) || path.size() <= prefix.size() + suffix.size())
    return {};
  path.remove_prefix(prefix.size());
  path.remove_suffix(suffix.size());
  return path.find('/') == std::string_view::npos ? path : std::string_view();
}

void read_subjects(const form_fields& form, verdict& made) {
  static const json nothing = json::object();
  const auto variables = variables_of(form);
  for (const auto& each : recipients_of(form)) {
    const auto address = address_in(each);
    const auto& own = member_of(variables, address);
    made.items.push_back(
        {.token = address.empty() ? each : address,
         .notification_id = with_variables(field_of(form, "v:nid"), own.is_object() ? own : nothing),
         .delivery_id = with_variables(field_of(form, "v:did"), own.is_object() ? own : nothing)});
  }
  if (!made.items.empty()) made.subject = made.items.front();
}

answer judge_form(const form_fields& form, std::string_view domain, timestamp now) {
  const auto to = recipients_of(form);
  if (address_in(field_of(form, "from")).empty())
    return refuse_row("BAD_REQUEST", "from parameter is not a valid address. please check documentation");
  if (to.empty()) return refuse_row("BAD_REQUEST", "to parameter is missing");
  if (to.size() > most_recipients)
    return refuse_row("BAD_REQUEST", "to parameter: at most 1000 recipients are allowed");
  if (std::ranges::any_of(to, [](const std::string& each) { return address_in(each).empty(); }))
    return refuse_row("BAD_RECIPIENT");
  const bool has_content =
      std::ranges::any_of(std::array{"text", "html", "amp-html", "template"},
                          [&](const char* name) { return !field_of(form, name).empty(); });
  if (!has_content)
    return refuse_row("BAD_REQUEST",
                      "Need at least one of 'text', 'html', 'amp-html' or 'template' parameters specified");
  if (!field_of(form, "recipient-variables").empty() &&
      !parse_json(field_of(form, "recipient-variables"), {.max_bytes = most_body}))
    return refuse_row("BAD_REQUEST", "recipient-variables parameter is not valid JSON");
  std::size_t options = 0;
  for (const auto& [name, value] : form) {
    const bool is_option =
        name.starts_with("o:") || name.starts_with("h:") || name.starts_with("v:") || name.starts_with("t:");
    if (is_option) options += name.size() + value.size();
    if ((name.starts_with("h:") || name == "subject" || name == "from" || name == "to") &&
        !is_one_line(value))
      return refuse_row("BAD_REQUEST", "a header may not hold line ends");
  }
  if (options > most_options)
    return refuse_row("BAD_REQUEST", "o:, h:, v:, and t: prefixed parameters may not exceed 16KB");
  answer reply;
  reply.body = dump_json({{"id", "<" + uuid::v7(now).to_string() + '@' + std::string(domain) + '>'},
                          {"message", "Queued. Thank you."}});
  reply.content_type = "application/json";
  if (to.size() > 1 && field_of(form, "recipient-variables").empty())
    reply.detail = "without recipient-variables every recipient sees all the others";
  return reply;
}

}  // namespace

const desk_facts& mailgun_desk::facts() const noexcept {
  return mailgun_facts;
}

bool mailgun_desk::serves(const incoming& request) const noexcept {
  return !domain_of(request.path).empty();
}

void mailgun_desk::judge(const incoming& request, const visit& at, verdict& made) {
  const auto domain = domain_of(request.path);
  const auto form = read_form(request.header("content-type"), request.body);
  if (form) read_subjects(*form, made);
  const auto found = std::ranges::find(keys_, domain, &domain_key::domain);
  const auto authorization = request.header("authorization");
  const bool is_known =
      std::ranges::any_of(keys_, [&](const domain_key& each) { return each.authorization == authorization; });
  if (request.method != "POST") {
    made.reply = refuse_row("NOT_FOUND");
  } else if (is_verified_ && !is_known) {
    made.reply = refuse_row("UNAUTHORIZED");
  } else if (is_verified_ && (found == keys_.end() || found->authorization != authorization)) {
    made.reply = refuse_row("NO_DOMAIN", "Domain not found: " + std::string(domain));
  } else if (request.body.size() > most_body) {
    made.reply = refuse_row("TOO_LARGE");
  } else if (!form) {
    made.reply = refuse_row("BAD_REQUEST", "the body is no form");
  } else {
    made.reply = judge_form(*form, domain, at.now);
  }
}

answer mailgun_desk::refuse(const canned_answer& wanted, timestamp) const {
  return make_refusal(wanted_row(rows, wanted));
}

bool mailgun_desk::knows(std::string_view reason) const noexcept {
  return find_row(rows, reason) != nullptr;
}

std::size_t mailgun_desk::accept_at_once(const incoming& request, answer& reply) const {
  if (!request.header("content-type").starts_with("multipart/") || !is_plain_post(request)) return 0;
  reply.content_type = "application/json";
  reply.body = R"({"id":"<taken-unread@sandbox>","message":"Queued. Thank you."})";
  return count_of(R"(name="to")", request.body);
}

result<std::function<void()>> mailgun_desk::read_credentials(const json& listed) {
  auto keys = read_entries<domain_key>(listed, [](const json& entry) -> result<domain_key> {
    auto domain = read_text(entry, "domain");
    if (!domain) return domain.error();
    const auto key = read_text(entry, "api_key");
    if (!key) return key.error();
    return domain_key{*domain, "Basic " + base64_encode("api:" + *key)};
  });
  if (!keys) return keys.error();
  return std::function<void()>([this, keys = std::move(*keys)] { keys_ = keys; });
}

}  // namespace carillon::sandbox
