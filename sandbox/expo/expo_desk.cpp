#include "sandbox/expo/expo_desk.hpp"

#include <algorithm>
#include <set>

#include "base/gzip.hpp"
#include "sandbox/canned.hpp"
#include "sandbox/credential_entry.hpp"
#include "sandbox/expo/expo_errors.hpp"
#include "sandbox/expo/expo_message.hpp"
#include "sandbox/fast_lane.hpp"

namespace carillon::sandbox {
namespace {

constexpr desk_facts expo_facts{
    .name = "expo",
    .route = "POST /--/api/v2/push/send",
    .plays = "Expo: access token, gzip, messages of one project, tickets",
    .channel = "mobile_push",
    .label = "Expo",
    .most_streams = 100,
};
constexpr std::size_t most_messages = 100;
constexpr std::size_t most_body = 4 << 20;
constexpr std::string_view of_receipt = "receipt_";

answer refuse_row(std::string_view code, std::string detail, json details = nullptr) {
  auto reply = make_expo_error(*find_expo_error(code), std::move(details));
  reply.detail = std::move(detail);
  return reply;
}

std::string_view key_of(std::string_view token) noexcept {
  return canned_key_of(inside_of_token(token));
}

/// {"@sandbox/alpha": [tokens], …} when there are several projects; null when there is one.
json projects_of(const std::vector<delivery_seen>& items) {
  json projects = json::object();
  for (const auto& each : items) {
    const auto project = project_of_token(each.token);
    projects["@sandbox/" + std::string(project.empty() ? "default" : project)].push_back(each.token);
  }
  return projects.size() > 1 ? projects : json();
}

/// Every device of every message.
std::vector<delivery_seen> items_of(const json& messages) {
  std::vector<delivery_seen> items;
  for (const json& message : messages) {
    const json& data = member_of(message, "data");
    for (auto& token : expo_tokens_of(message)) {
      items.push_back({.token = std::move(token),
                       .notification_id = text_of(data, "nid"),
                       .delivery_id = text_of(data, "did")});
      const auto key = key_of(items.back().token);
      if (is_expo_message_too_big(message)) items.back().reason = "MessageTooBig";
      if (is_ticket_error(key)) items.back().reason = key;
      if (!items.back().reason.empty()) items.back().status = 400;
    }
  }
  return items;
}

}  // namespace

std::string expo_body_of(const incoming& request) {
  const auto encoding = request.header("content-encoding");
  if (encoding == "gzip") return gunzip(request.body, most_body);
  return encoding.empty() ? std::string(request.body) : std::string();
}

const desk_facts& expo_desk::facts() const noexcept {
  return expo_facts;
}

bool expo_desk::serves(const incoming& request) const noexcept {
  return request.path == "/--/api/v2/push/send";
}

void expo_desk::judge(const incoming& request, const visit&, verdict& made) {
  if (request.method != "POST") {
    made.reply = refuse_row("HTML_NOT_FOUND", "pushes are POSTed");
    return;
  }
  if (is_verified_ && !expo_->knows(request)) {
    made.reply = refuse_row("UNAUTHORIZED", "authorization: Bearer and a registered access token");
    return;
  }
  const auto body = parse_json(expo_body_of(request), {.max_bytes = most_body});
  if (!request.header("content-type").starts_with("application/json") || !body) {
    made.reply = refuse_row("VALIDATION_ERROR", "a body of JSON, plain or by gzip, is expected");
    return;
  }
  const json messages = body->is_array() ? *body : json::array({*body});
  for (const json& each : messages) {
    if (auto broken = check_expo_message(each)) {
      made.reply = refuse_row("VALIDATION_ERROR", std::move(*broken));
      return;
    }
  }
  made.items = items_of(messages);
  if (made.items.empty()) {
    made.reply = refuse_row("VALIDATION_ERROR", "no message");
    return;
  }
  const auto asks = std::ranges::find_if(made.items, [](const delivery_seen& each) {
    const auto key = key_of(each.token);
    return !key.empty() && !is_ticket_error(key) && !key.starts_with(of_receipt);
  });
  made.subject = asks == made.items.end() ? made.items.front() : *asks;
  if (made.items.size() > most_messages) {
    made.reply = refuse_row("PUSH_TOO_MANY_NOTIFICATIONS", std::to_string(made.items.size()) + " messages");
    return;
  }
  if (auto projects = projects_of(made.items); !projects.is_null()) {
    made.reply =
        refuse_row("PUSH_TOO_MANY_EXPERIENCE_IDS", "tokens of several projects", std::move(projects));
    return;
  }
  json tickets = json::array();
  for (const auto& each : made.items) {
    const auto key = key_of(each.token);
    const auto error = key.starts_with(of_receipt) ? key.substr(of_receipt.size()) : std::string_view();
    tickets.push_back(each.status == 200
                          ? json{{"status", "ok"}, {"id", expo_->take(error, error != "missing")}}
                          : make_ticket_error(each.reason, each.token));
  }
  made.reply.content_type = "application/json; charset=utf-8";
  made.reply.body = dump_json(json{{"data", body->is_array() ? std::move(tickets) : std::move(tickets[0])}});
}

answer expo_desk::refuse(const canned_answer& wanted, timestamp) const {
  return make_expo_error(wanted);
}

bool expo_desk::knows(std::string_view reason) const noexcept {
  return find_expo_error(reason) != nullptr;
}

bool expo_desk::apply_token(verdict& made, timestamp now) const {
  const auto key = key_of(made.subject.token);
  if (key.empty()) return false;
  if (!knows(key)) return apply_canned_fault(key, made);
  replace_reply(made, refuse({.reason = std::string(key)}, now));
  return true;
}

std::size_t expo_desk::accept_at_once(const incoming& request, answer& reply) const {
  constexpr std::string_view mark = "\"to\":",
                             ticket = R"({"status":"ok","id":"01900000-0000-7000-8000-000000000000"})";
  const auto body = expo_body_of(request);
  if (body.find(canned_prefix) != body.npos) return 0;
  const auto messages = count_of(mark, body);
  if (messages == 0 || !body.starts_with('[')) return 0;
  reply.content_type = "application/json; charset=utf-8";
  reply.body = "{\"data\":[";
  for (std::size_t i = 0; i < messages; ++i) reply.body.append(i == 0 ? "" : ",").append(ticket);
  reply.body += "]}";
  return messages;
}

result<std::function<void()>> expo_desk::read_credentials(const json& listed) {
  auto tokens =
      read_entries<std::string>(listed, [](const json& entry) { return read_text(entry, "access_token"); });
  if (!tokens) return tokens.error();
  return std::function<void()>([this, tokens = std::move(*tokens)] { expo_->access_tokens = tokens; });
}

}  // namespace carillon::sandbox
