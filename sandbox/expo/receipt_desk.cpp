#include "sandbox/expo/receipt_desk.hpp"

#include <algorithm>

#include "sandbox/expo/expo_desk.hpp"
#include "sandbox/expo/expo_errors.hpp"

namespace carillon::sandbox {
namespace {

constexpr desk_facts receipt_facts{
    .name = "expo_receipts",
    .route = "POST /--/api/v2/push/getReceipts",
    .plays = "Expo's receipts, by ticket",
    .is_delivering = false,
    .most_streams = 100,
};
constexpr std::size_t most_ids = 1000;

}  // namespace

const desk_facts& receipt_desk::facts() const noexcept {
  return receipt_facts;
}

bool receipt_desk::serves(const incoming& request) const noexcept {
  return request.path == "/--/api/v2/push/getReceipts";
}

void receipt_desk::judge(const incoming& request, const visit&, verdict& made) {
  const auto refuse_with = [&](std::string_view code, std::string_view detail) {
    made.reply = make_expo_error(*find_expo_error(code));
    made.reply.detail = detail;
  };
  if (request.method != "POST") return refuse_with("HTML_NOT_FOUND", "receipts are asked for by POST");
  if (is_verified_ && !expo_->knows(request))
    return refuse_with("UNAUTHORIZED", "authorization: Bearer and a registered access token");
  const auto body = parse_json(expo_body_of(request));
  const json& ids = body ? member_of(*body, "ids") : member_of(json(), "ids");
  const bool is_right =
      ids.is_array() && std::ranges::all_of(ids, [](const json& id) { return id.is_string(); });
  if (!is_right) return refuse_with("VALIDATION_ERROR", "{\"ids\": [tickets]} is expected");
  if (ids.size() > most_ids) return refuse_with("PUSH_TOO_MANY_RECEIPTS", "more than 1000");
  json told = json::object();
  for (const json& id : ids) {
    const auto found = expo_->receipts.find(id.get<std::string>());
    if (found == expo_->receipts.end()) continue;
    told[found->first] =
        found->second.empty() ? json{{"status", "ok"}} : make_ticket_error(found->second, "token");
  }
  made.reply.content_type = "application/json; charset=utf-8";
  made.reply.body = dump_json(json{{"data", std::move(told)}});
}

answer receipt_desk::refuse(const canned_answer& wanted, timestamp) const {
  return make_expo_error(wanted);
}

bool receipt_desk::knows(std::string_view reason) const noexcept {
  return find_expo_error(reason) != nullptr;
}

}  // namespace carillon::sandbox
