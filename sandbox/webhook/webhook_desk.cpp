#include "sandbox/webhook/webhook_desk.hpp"

#include <array>
#include <utility>

#include "sandbox/canned_row.hpp"
#include "sandbox/credential_entry.hpp"
#include "sandbox/webhook/webhook_check.hpp"

namespace carillon::sandbox {
namespace {

constexpr desk_facts webhook_facts{
    .name = "webhook",
    .route = "POST /hook/<name>",
    .plays = "a server that is told what happens: Standard Webhooks' headers and signature",
    .channel = "webhook",
    .label = "Webhook",
};
constexpr std::string_view prefix = "/hook/";

constexpr auto rows = std::to_array<canned_row>({
    {"MOVED", 301, ""},
    {"BAD_REQUEST", 400, "no call in the form of Standard Webhooks"},
    {"UNAUTHORIZED", 401, "the signature does not fit"},
    {"NOT_FOUND", 404, ""},
    {"METHOD_NOT_ALLOWED", 405, ""},
    {"GONE", 410, ""},
    {"TOO_MANY_REQUESTS", 429, ""},
    {"INTERNAL", 500, ""},
    {"BAD_GATEWAY", 502, ""},
    {"UNAVAILABLE", 503, ""},
    {"GATEWAY_TIMEOUT", 504, ""},
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

/// What comes after the prefix, without a query.
std::string_view name_in(std::string_view path) noexcept {
  path = path.substr(0, path.find('?'));
  return path.starts_with(prefix) ? path.substr(prefix.size()) : std::string_view();
}

}  // namespace

const desk_facts& webhook_desk::facts() const noexcept {
  return webhook_facts;
}

bool webhook_desk::serves(const incoming& request) const noexcept {
  return !name_in(request.path).empty();
}

void webhook_desk::judge(const incoming& request, const visit& at, verdict& made) {
  const auto name = name_in(request.path);
  made.subject.token = name;
  made.subject.delivery_id = request.header("webhook-id");
  if (const auto body = parse_json(request.body)) {
    const auto& context = member_of(member_of(*body, "data"), "context");
    made.subject.notification_id = text_of(context, "notification_id");
  }
  if (request.method != "POST") {
    made.reply = make_refusal(*find_row(rows, "METHOD_NOT_ALLOWED"), "calls are POSTed");
    return;
  }
  if (!is_verified_) return;
  const auto known = keys_.find(name);
  if (auto wrong = fault_of_call(request, at.now); !wrong.empty()) {
    made.reply = make_refusal(*find_row(rows, "BAD_REQUEST"), std::move(wrong));
  } else if (known == keys_.end()) {
    made.reply.detail = "the signature was not looked at: no secret of this name is known here";
  } else if (!is_signed_by(request, known->second)) {
    made.reply =
        make_refusal(*find_row(rows, "UNAUTHORIZED"), "no signature is that of a secret of this name");
  }
}

answer webhook_desk::refuse(const canned_answer& wanted, timestamp) const {
  return make_refusal(wanted_row(rows, wanted));
}

bool webhook_desk::knows(std::string_view reason) const noexcept {
  return find_row(rows, reason) != nullptr;
}

result<std::function<void()>> webhook_desk::read_credentials(const json& listed) {
  auto entries = read_entries<std::pair<std::string, std::string>>(
      listed, [](const json& entry) -> result<std::pair<std::string, std::string>> {
        auto name = read_text(entry, "name");
        if (!name) return name.error();
        const auto secret = read_text(entry, "secret");
        if (!secret) return secret.error();
        auto key = webhook_key(*secret);
        if (!key) return key.error();
        return std::pair(std::move(*name), std::move(*key));
      });
  if (!entries) return entries.error();
  decltype(keys_) keys;
  for (auto& [name, key] : *entries) keys[name].push_back(std::move(key));
  return std::function<void()>([this, keys = std::move(keys)] { keys_ = keys; });
}

}  // namespace carillon::sandbox
