#include "sandbox/slack/slack_desk.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "sandbox/credential_entry.hpp"
#include "sandbox/fast_lane.hpp"
#include "sandbox/form.hpp"
#include "sandbox/slack/slack_message.hpp"

namespace carillon::sandbox {
namespace {

constexpr desk_facts slack_facts{
    .name = "slack",
    .route = "POST /api/chat.postMessage, /services/<T>/<B>/<secret>",
    .plays = "Slack: bot tokens, messages, incoming webhooks",
    .channel = "slack",
    .label = "Slack",
    .hello_path = "/services/T000/B000/hello",
    .hello_body = R"({"text":"*Hello* from _curl_, with a <https://example.com|link>"})",
};
constexpr std::string_view bot_path = "/api/chat.postMessage";
constexpr std::string_view rotation_path = "/api/oauth.v2.access";
constexpr std::string_view hook_prefix = "/services/";
constexpr std::size_t longest_text = 40'000;
constexpr std::size_t most_blocks = 50;

/// What a rule may ask for, with the status it has at a webhook; the bot's come with 200 or 429.
struct slack_word {
  std::string_view word;
  int hook_status;
};
constexpr auto words = std::to_array<slack_word>(
    {{"channel_not_found", 404},   {"is_archived", 410},    {"not_in_channel", 403},
     {"msg_too_long", 400},        {"no_text", 400},        {"invalid_blocks", 400},
     {"invalid_auth", 403},        {"not_authed", 403},     {"account_inactive", 403},
     {"token_revoked", 403},       {"missing_scope", 403},  {"message_limit_exceeded", 429},
     {"ratelimited", 429},         {"rate_limited", 429},   {"request_timeout", 500},
     {"service_unavailable", 503}, {"internal_error", 500}, {"fatal_error", 500},
     {"invalid_payload", 400},     {"invalid_token", 403},  {"action_prohibited", 403},
     {"no_service", 404},          {"no_team", 404},        {"team_disabled", 403},
     {"channel_is_archived", 410}, {"rollup_error", 500},   {"duplicate_message_not_found", 400}});

const slack_word* find_word(std::string_view word) noexcept {
  const auto found = std::ranges::find(words, word, &slack_word::word);
  return found == words.end() ? nullptr : &*found;
}

answer bot_says(std::string_view word) {
  answer reply;
  reply.status = word == "ratelimited" || word == "rate_limited" ? 429 : 200;
  reply.reason = word;
  reply.content_type = "application/json; charset=utf-8";
  reply.body = dump_json({{"ok", false}, {"error", word}});
  return reply;
}

answer hook_says(std::string_view word) {
  const auto* const known = find_word(word);
  answer reply;
  reply.status = known ? known->hook_status : 400;
  reply.reason = word;
  reply.content_type = "text/html";
  reply.body = word;
  return reply;
}

/// What is wrong with what is said, or empty.
std::string_view complaint_about(const json& message) {
  const auto& blocks = member_of(message, "blocks");
  if (!blocks.is_null() && (!blocks.is_array() || blocks.size() > most_blocks)) return "invalid_blocks";
  const bool has_more = !blocks.is_null() || message.contains("attachments");
  const auto text = text_of(message, "text");
  if (text.empty() && !has_more) return "no_text";
  return text.size() > longest_text ? "msg_too_long" : "";
}

}  // namespace

const desk_facts& slack_desk::facts() const noexcept {
  return slack_facts;
}

bool slack_desk::serves(const incoming& request) const noexcept {
  return request.path == bot_path || request.path == rotation_path || request.path.starts_with(hook_prefix);
}

answer slack_desk::judge_bot(const incoming& request, const json& body) const {
  const auto authorization = request.header("authorization");
  const auto token =
      authorization.starts_with("Bearer ") ? std::string(authorization.substr(7)) : text_of(body, "token");
  if (token.empty()) return bot_says("not_authed");
  const bool is_known = std::ranges::any_of(
      workspaces_, [&](const workspace& known) { return constant_time_equal(known.token, token); });
  if (is_verified_ && !is_known) return bot_says("invalid_auth");
  const auto channel = text_of(body, "channel");
  if (channel.empty()) return bot_says("channel_not_found");
  if (const auto complaint = complaint_about(body); !complaint.empty()) return bot_says(complaint);
  answer reply;
  reply.content_type = "application/json; charset=utf-8";
  const auto at = to_unix_ms(now());
  const auto stamp = std::to_string(at / 1000) + "." + std::to_string(1'000'000 + at % 1000).substr(1);
  reply.body = dump_json(
      {{"ok", true}, {"channel", channel}, {"ts", stamp}, {"message", {{"text", text_of(body, "text")}}}});
  return reply;
}

answer slack_desk::rotate(const incoming& request) {
  const auto asked = form::parse(request.body);
  if (!asked || (*asked)["grant_type"] != "refresh_token") return bot_says("invalid_grant_type");
  if (!asked->has("client_id") || !asked->has("client_secret")) return bot_says("bad_client_secret");
  const auto found = std::ranges::find(workspaces_, (*asked)["refresh_token"], &workspace::refresh_token);
  if (found == workspaces_.end() || found->refresh_token.empty()) return bot_says("invalid_refresh_token");
  found->token = "xoxe.xoxb-" + hex_encode(random_string(8));
  found->refresh_token = "xoxe-" + hex_encode(random_string(8));
  answer reply;
  reply.content_type = "application/json; charset=utf-8";
  reply.body = dump_json({{"ok", true},
                          {"access_token", found->token},
                          {"refresh_token", found->refresh_token},
                          {"expires_in", 43'200},
                          {"token_type", "bot"}});
  return reply;
}

void slack_desk::judge(const incoming& request, const visit&, verdict& made) {
  if (request.path == rotation_path) {
    made.subject.token = request.path;
    made.reply = rotate(request);
    return;
  }
  const bool is_bot = request.path == bot_path;
  const auto body = slack_message_of(request);
  if (!is_bot) made.subject.token = request.path;
  if (body) {
    made.subject.delivery_id = text_of(*body, "client_msg_id");
    if (is_bot) made.subject.token = text_of(*body, "channel");
  }
  if (request.method != "POST") {
    made.reply = hook_says("invalid_payload");
    made.reply.status = 405;
  } else if (is_bot) {
    made.reply = body ? judge_bot(request, *body) : bot_says("invalid_json");
  } else if (!body) {
    made.reply = hook_says("invalid_payload");
  } else if (const auto complaint = complaint_about(*body); !complaint.empty()) {
    made.reply = hook_says(complaint);
  } else {
    made.reply.content_type = "text/html";
    made.reply.body = "ok";
  }
}

answer slack_desk::refuse(const canned_answer& wanted, timestamp) const {
  auto reply = bot_says(wanted.reason.empty() ? "internal_error" : std::string_view(wanted.reason));
  if (wanted.status != 0) {
    reply.status = wanted.status;
    if (wanted.status != 200 && wanted.status != 429) {  // a hook's: the bot has no others
      reply.content_type = "text/html";
      reply.body = wanted.reason;
    }
  }
  return reply;
}

bool slack_desk::knows(std::string_view reason) const noexcept {
  return find_word(reason) != nullptr;
}

std::size_t slack_desk::accept_at_once(const incoming& request, answer& reply) const {
  if (request.path == rotation_path || !is_plain_post(request)) return 0;
  const bool is_bot = request.path == bot_path;
  reply.content_type = is_bot ? "application/json; charset=utf-8" : "text/html";
  reply.body = is_bot ? R"({"ok":true,"channel":"C0","ts":"1.000001"})" : "ok";
  return 1;
}

result<std::function<void()>> slack_desk::read_credentials(const json& listed) {
  auto all = read_entries<workspace>(listed, [](const json& entry) -> result<workspace> {
    auto token = read_text(entry, "token");
    if (!token) return token.error();
    auto refresh_token = read_text_or(entry, "refresh_token", "");
    if (!refresh_token) return refresh_token.error();
    return workspace{std::move(*token), std::move(*refresh_token)};
  });
  if (!all) return all.error();
  return std::function<void()>([this, all = std::move(*all)] { workspaces_ = all; });
}

}  // namespace carillon::sandbox
