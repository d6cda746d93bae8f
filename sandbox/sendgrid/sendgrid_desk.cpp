#include "sandbox/sendgrid/sendgrid_desk.hpp"

#include <algorithm>
#include <array>

#include "base/ids.hpp"
#include "base/json.hpp"
#include "sandbox/canned.hpp"
#include "sandbox/canned_row.hpp"
#include "sandbox/credential_entry.hpp"
#include "sandbox/fast_lane.hpp"
#include "sandbox/sendgrid/sendgrid_mail.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::string_view send_path = "/v3/mail/send";
constexpr desk_facts sendgrid_facts{
    .name = "sendgrid",
    .route = "POST /v3/mail/send",
    .plays = "SendGrid: API key, fields of the mail, limits",
    .channel = "email",
    .label = "SendGrid",
    .most_streams = 128,
};
constexpr std::size_t most_body = 30 * 1000 * 1000;

constexpr auto rows = std::to_array<canned_row>({
    {"BAD_ADDRESS", 400, "Does not contain a valid address."},
    {"BAD_REQUEST", 400, "Bad Request"},
    {"UNAUTHORIZED", 401, "The provided authorization grant is invalid, expired, or revoked"},
    {"CREDITS_EXCEEDED", 401, "Maximum credits exceeded"},
    {"SENDER_IDENTITY", 403,
     "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is "
     "resolved."},
    {"FORBIDDEN", 403, "access forbidden"},
    {"BLOCKED", 403, "You have been temporarily blocked from sending: too many bad requests"},
    {"NOT_FOUND", 404, "not found"},
    {"METHOD_NOT_ALLOWED", 405, "method not allowed"},
    {"NOT_ACCEPTABLE", 406, "missing Accept header"},
    {"TOO_LARGE", 413, "The JSON payload you have included in your request is too large."},
    {"UNSUPPORTED_TYPE", 415, "Content-Type should be application/json."},
    {"TOO_MANY_REQUESTS", 429, "too many requests"},
    {"RESIDENCY", 451, "Unavailable For Legal Reasons"},
    {"INTERNAL", 500, "An unexpected error occurred"},
    {"BAD_GATEWAY", 502, ""},
    {"UNAVAILABLE", 503, "service not available"},
    {"GATEWAY_TIMEOUT", 504, ""},
});

answer make_refusal(const canned_row& row, timestamp now, std::string_view field = {},
                    std::string_view message = {}) {
  answer reply;
  reply.status = row.status;
  reply.reason = row.key;
  if (row.message.empty()) {
    reply.body = "<html><body><h1>" + std::to_string(row.status) + "</h1></body></html>";
    reply.content_type = "text/html";
    return reply;
  }
  json one{{"message", message.empty() ? row.message : message}, {"help", nullptr}};
  one["field"] = field.empty() ? json() : json(field);
  reply.body = dump_json({{"errors", json::array({std::move(one)})}});
  reply.content_type = "application/json";
  if (row.status == 429)
    reply.headers.push_back({"x-ratelimit-reset", std::to_string(to_unix_ms(now) / 1000 + 2)});
  return reply;
}

answer refuse_row(std::string_view key, timestamp now, std::string detail = {}) {
  auto reply = make_refusal(*find_row(rows, key), now);
  reply.detail = std::move(detail);
  return reply;
}

void read_subjects(const json& body, verdict& made) {
  const auto& list = member_of(body, "personalizations");
  if (!list.is_array()) return;
  for (const auto& each : list) {
    const auto& to = member_of(each, "to");
    const auto& own = member_of(each, "custom_args");
    made.items.push_back(
        {.token = to.is_array() && !to.empty() ? text_of(to.front(), "email") : std::string(),
         .notification_id = text_of(own, "nid"),
         .delivery_id = text_of(own, "did")});
  }
  if (!made.items.empty()) made.subject = made.items.front();
}

bool is_sandboxed(const json& body) {
  return member_of(member_of(member_of(body, "mail_settings"), "sandbox_mode"), "enable") == json(true);
}

answer judge_body(const result<json>& body, timestamp now) {
  if (!body) {
    auto reply = make_refusal(*find_row(rows, "BAD_REQUEST"), now);
    reply.detail = body.error().detail;
    return reply;
  }
  if (const auto wrong = check_sendgrid_mail(*body)) {
    const bool is_address = wrong->message.find("valid address") != std::string::npos;
    return make_refusal(*find_row(rows, is_address ? "BAD_ADDRESS" : "BAD_REQUEST"), now, wrong->field,
                        wrong->message);
  }
  answer reply;
  reply.status = is_sandboxed(*body) ? 200 : 202;
  reply.headers.push_back({"x-message-id", uuid::v7(now).to_string().substr(14)});
  return reply;
}

}  // namespace

const desk_facts& sendgrid_desk::facts() const noexcept {
  return sendgrid_facts;
}

bool sendgrid_desk::serves(const incoming& request) const noexcept {
  return request.path.starts_with(send_path);
}

void sendgrid_desk::judge(const incoming& request, const visit& at, verdict& made) {
  json_limits limits{.max_bytes = most_body, .max_depth = 16, .max_values = 200'000};
  const auto body = parse_json(request.body, limits);
  if (body) read_subjects(*body, made);
  const auto authorization = request.header("authorization");
  const bool is_bearer = authorization.starts_with("Bearer ");
  if (request.path != send_path) {
    made.reply = refuse_row("NOT_FOUND", at.now, "the path is /v3/mail/send");
  } else if (request.method != "POST") {
    made.reply = refuse_row("METHOD_NOT_ALLOWED", at.now);
  } else if (is_verified_ &&
             (!is_bearer || std::ranges::find(keys_, authorization.substr(7)) == keys_.end())) {
    made.reply = refuse_row("UNAUTHORIZED", at.now, "no such API key was registered");
  } else if (!request.header("content-type").starts_with("application/json")) {
    made.reply = refuse_row("UNSUPPORTED_TYPE", at.now);
  } else if (request.body.size() > most_body) {
    made.reply = refuse_row("TOO_LARGE", at.now);
  } else {
    made.reply = judge_body(body, at.now);
    succeed(made);
  }
}

answer sendgrid_desk::refuse(const canned_answer& wanted, timestamp now) const {
  const auto row = wanted_row(rows, wanted);
  return make_refusal(row, now, row.key == "BAD_ADDRESS" ? "personalizations.0.to.0.email" : "");
}

/// A bad address among others is refused by its place.
bool sendgrid_desk::apply_token(verdict& made, timestamp now) const {
  const auto bad = std::ranges::find_if(
      made.items, [](const delivery_seen& each) { return canned_key_of(each.token) == "BAD_ADDRESS"; });
  if (bad == made.items.end()) return desk::apply_token(made, now);
  const auto place = std::to_string(bad - made.items.begin());
  replace_reply(
      made, make_refusal(*find_row(rows, "BAD_ADDRESS"), now, "personalizations." + place + ".to.0.email"));
  return true;
}

bool sendgrid_desk::knows(std::string_view reason) const noexcept {
  return find_row(rows, reason) != nullptr;
}

std::size_t sendgrid_desk::accept_at_once(const incoming& request, answer& reply) const {
  if (request.path != send_path || !is_plain_post(request)) return 0;
  reply.status = 202;
  reply.headers.push_back({"x-message-id", "taken-unread"});
  return count_of(R"("to":[)", request.body);
}

result<std::function<void()>> sendgrid_desk::read_credentials(const json& listed) {
  auto keys =
      read_entries<std::string>(listed, [](const json& entry) { return read_text(entry, "api_key"); });
  if (!keys) return keys.error();
  return std::function<void()>([this, keys = std::move(*keys)] { keys_ = keys; });
}

}  // namespace carillon::sandbox
