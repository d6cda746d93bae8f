#include "sandbox/web_push/push_desk.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/encoding.hpp"
#include "base/ids.hpp"
#include "sandbox/canned.hpp"
#include "sandbox/credential_entry.hpp"
#include "sandbox/web_push/push_errors.hpp"

namespace carillon::sandbox {
namespace {

constexpr desk_facts push_facts{
    .name = "web_push",
    .route = "POST /wpush/v2/<server>/<subscription>",
    .plays = "Web Push: VAPID, headers, the message as the browser decrypts it",
    .channel = "web_push",
    .label = "Web Push",
    .most_streams = 100,
};
constexpr std::string_view prefix = "/wpush/v2/";
constexpr std::size_t most_body = 4096;
constexpr std::int64_t longest_ttl = 2'592'000;
constexpr std::size_t most_remembered = 1000;

std::string_view name_of(std::string_view path) noexcept {
  return path.substr(path.rfind('/') + 1);
}

/// Letters of base64url, as names and topics have them.
bool is_plain(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
}

check check_ttl(std::string_view text) {
  std::int64_t seconds = -1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool is_number = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  if (text.empty()) return refusal{"MISSING_HEADER", "TTL is missing"};
  if (!is_number || seconds < 0 || seconds > longest_ttl)
    return refusal{"INVALID_TTL", "TTL is a number of seconds"};
  return std::nullopt;
}

check check_headers(const incoming& request) {
  constexpr auto urgencies = std::to_array<std::string_view>({"very-low", "low", "normal", "high"});
  if (request.method != "POST") return refusal{"METHOD_NOT_ALLOWED", "messages are POSTed"};
  if (auto refused = check_ttl(request.header("ttl"))) return refused;
  if (request.header("content-encoding") != "aes128gcm")
    return refusal{"INVALID_CRYPTO_KEYS", "content-encoding is aes128gcm"};
  const auto urgency = request.header("urgency");
  if (request.has("urgency") && std::ranges::find(urgencies, urgency) == urgencies.end())
    return refusal{"MISSING_HEADER", "urgency is very-low, low, normal or high"};
  const auto topic = request.header("topic");
  if (request.has("topic") && (topic.empty() || topic.size() > 32 || !is_plain(topic)))
    return refusal{"INVALID_TOPIC", "topic has 1 to 32 letters of base64url"};
  if (request.body.size() > most_body) return refusal{"DATA_TOO_LARGE", "more than 4096 bytes"};
  return std::nullopt;
}

void accept(const incoming& request, timestamp now, answer& reply) {
  reply.status = 201;
  reply.headers.push_back(
      {"location", "https://" + std::string(request.authority) + "/m/" + uuid::v7(now).to_string()});
  reply.headers.push_back({"ttl", std::string(request.header("ttl"))});
}

/// "BP4z…": with or without padding.
result<std::string> read_server_key(const json& entry) {
  auto text = read_text(entry, "public_key");
  if (!text) return text.error();
  while (text->ends_with('=')) text->pop_back();
  auto point = base64url_decode(*text);
  const bool is_key = point && verifying_key::from_p256_point(*point);
  if (!is_key) return error(errc::invalid_argument, "public_key: 65 bytes of a P-256 key as base64url");
  return point;
}

}  // namespace

const desk_facts& push_desk::facts() const noexcept {
  return push_facts;
}

bool push_desk::serves(const incoming& request) const noexcept {
  return request.path.starts_with(prefix);
}

check push_desk::check_caller(const incoming& request, timestamp now) {
  if (!is_verified_) return std::nullopt;
  const std::string audience = "https://" + std::string(request.authority);
  auto token = tokens_.check_token(request.header("authorization"), audience, now);
  if (token.refused) return std::move(token.refused);
  if (!server_keys_.contains(token.public_key))
    return refusal{"FORBIDDEN", "this VAPID key is not registered"};
  if (!request.path.starts_with(browser::folder_of(token.public_key)))
    return refusal{"WRONG_KEY", "the subscription is for another VAPID key"};
  return std::nullopt;
}

check push_desk::read_message(const incoming& request, verdict& made) {
  if (request.body.empty()) return std::nullopt;  // a push without a message: RFC 8030 allows it
  const auto plain = browser_.read(request.path, request.body);
  if (!plain) return refusal{"INVALID_CRYPTO_KEYS", plain.error().detail};
  const auto payload = parse_json(*plain);
  if (payload) made.subject.notification_id = text_of(*payload, "id");
  if (last_read_.size() >= most_remembered) last_read_.clear();
  last_read_.insert_or_assign(made.subject.token, *plain);
  return std::nullopt;
}

void push_desk::judge(const incoming& request, const visit& at, verdict& made) {
  made.subject.token = name_of(request.path);
  auto refused = check_headers(request);
  if (!refused && (made.subject.token.empty() || !is_plain(made.subject.token)))
    refused = refusal{"INVALID_ENDPOINT", "no such subscription"};
  if (!refused && !at.is_believed) refused = check_caller(request, at.now);
  if (!refused) refused = read_message(request, made);
  if (!refused) return accept(request, at.now, made.reply);
  made.reply = make_push_error(*find_push_error(refused->reason));
  made.reply.detail = std::move(refused->detail);
}

answer push_desk::refuse(const canned_answer& wanted, timestamp) const {
  return make_push_error(wanted);
}

bool push_desk::knows(std::string_view reason) const noexcept {
  return find_push_error(reason) != nullptr;
}

std::size_t push_desk::accept_at_once(const incoming& request, answer& reply) const {
  if (name_of(request.path).starts_with(canned_prefix)) return 0;
  reply.status = 201;
  return 1;
}

result<std::function<void()>> push_desk::read_credentials(const json& listed) {
  auto keys = read_entries<std::string>(listed, read_server_key);
  if (!keys) return keys.error();
  return std::function<void()>(
      [this, keys = std::move(*keys)] { server_keys_ = {keys.begin(), keys.end()}; });
}

std::optional<control_answer> push_desk::control(std::string_view method, std::string_view call,
                                                 std::string_view body) {
  constexpr std::string_view folder = "subscriptions";
  if (!call.starts_with(folder)) return std::nullopt;
  call.remove_prefix(folder.size());
  if (method == "POST" && call.empty()) return subscribe(body);
  if (method != "GET" || !call.starts_with('/')) return std::nullopt;
  const auto found = last_read_.find(call.substr(1));
  if (found == last_read_.end()) return control_answer{404, {{"error", "it got no message"}}};
  const auto message = parse_json(found->second);
  return control_answer{200, message ? *message : json(found->second)};
}

control_answer push_desk::subscribe(std::string_view body) const {
  const auto wrong = [](std::string_view what) { return control_answer{400, {{"error", what}}}; };
  const auto asked = parse_json(body, {.max_bytes = 8 << 20});
  if (!asked) return wrong(asked.error().detail);
  const auto key = read_server_key(*asked);
  if (!key) return wrong(key.error().detail);
  const json& names = member_of(*asked, "names");
  if (!names.is_array()) return wrong("names: a list is expected");
  json made = json::array();
  for (const json& name : names) {
    const auto text = name.is_string() ? name.get<std::string>() : std::string();
    if (text.empty() || !is_plain(text)) return wrong("names: letters, digits, - and _ are expected");
    const auto path = browser::folder_of(*key) + text;
    made.push_back({{"endpoint", text_of(*asked, "origin") + path},
                    {"keys",
                     {{"p256dh", base64url_encode(browser_.point())},
                      {"auth", base64url_encode(browser_.auth_of(path))}}}});
  }
  return control_answer{200, {{"subscriptions", std::move(made)}}};
}

}  // namespace carillon::sandbox
