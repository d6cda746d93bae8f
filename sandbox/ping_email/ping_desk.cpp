#include "sandbox/ping_email/ping_desk.hpp"

#include <array>

#include "base/ids.hpp"
#include "sandbox/canned_row.hpp"
#include "sandbox/fast_lane.hpp"

namespace carillon::sandbox {
namespace {

constexpr desk_facts ping_facts{
    .name = "ping_email",
    .route = "POST /ping",
    .plays = "a URL that is pinged: the notifications and whom they are for",
    .channel = "email",
    .label = "Ping",
};

constexpr auto rows = std::to_array<canned_row>({
    {"MOVED", 301, ""},
    {"BAD_REQUEST", 400, "the body is not as documented"},
    {"NOT_FOUND", 404, ""},
    {"REQUEST_TIMEOUT", 408, ""},
    {"GONE", 410, ""},
    {"TOO_LARGE", 413, ""},
    {"TOO_EARLY", 425, ""},
    {"TOO_MANY_REQUESTS", 429, ""},
    {"INTERNAL", 500, ""},
    {"UNAVAILABLE", 503, ""},
});

answer make_refusal(const canned_row& row, std::string detail = {}) {
  answer reply;
  reply.status = row.status;
  reply.reason = row.key;
  reply.body = std::string(row.message);
  reply.detail = std::move(detail);
  if (row.status == 301) reply.headers.push_back({"location", "https://elsewhere.invalid/"});
  return reply;
}

bool is_notification(const json& each) {
  const auto& recipient = member_of(each, "recipient");
  return uuid::parse(text_of(each, "id")).has_value() && !text_of(each, "title").empty() &&
         !text_of(recipient, "email").empty();
}

std::string fault_of(const json& body) {
  const auto& list = member_of(body, "notifications");
  if (!list.is_array() || list.empty()) return "notifications: a list is expected";
  if (member_of(body, "total") != json(list.size())) return "total: it is not the number of notifications";
  for (const auto& each : list) {
    if (!is_notification(each)) return "notifications: id, title and recipient.email are expected";
  }
  return {};
}

}  // namespace

const desk_facts& ping_desk::facts() const noexcept {
  return ping_facts;
}

bool ping_desk::serves(const incoming& request) const noexcept {
  return request.path.substr(0, request.path.find('?')) == "/ping";
}

void ping_desk::judge(const incoming& request, const visit&, verdict& made) {
  const auto body = parse_json(request.body, {.max_bytes = 16 << 20});
  const auto wrong = body ? fault_of(*body) : body.error().detail;
  static const json nothing;
  const auto& list = body ? member_of(*body, "notifications") : nothing;
  for (const auto& each : list.is_array() ? list : json::array())
    made.items.push_back(
        {.token = text_of(member_of(each, "recipient"), "email"), .notification_id = text_of(each, "id")});
  if (!made.items.empty()) made.subject = made.items.front();
  const bool is_json = request.header("content-type").starts_with("application/json");
  if (request.method != "POST" || !is_json || !wrong.empty()) {
    made.reply = make_refusal(*find_row(rows, "BAD_REQUEST"), wrong.empty() ? "JSON is POSTed" : wrong);
  } else {
    made.reply.status = 204;
    succeed(made);
  }
}

answer ping_desk::refuse(const canned_answer& wanted, timestamp) const {
  return make_refusal(wanted_row(rows, wanted));
}

bool ping_desk::knows(std::string_view reason) const noexcept {
  return find_row(rows, reason) != nullptr;
}

std::size_t ping_desk::accept_at_once(const incoming& request, answer& reply) const {
  if (!is_plain_post(request)) return 0;
  reply.status = 204;
  return count_of(R"("recipient":)", request.body);
}

}  // namespace carillon::sandbox
