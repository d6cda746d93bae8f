#include "providers/mailgun/feedback.hpp"

#include <charconv>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "providers/answer.hpp"

namespace carillon::providers::mailgun {
namespace {

constexpr std::int64_t most_seconds_apart = 15 * 60;
constexpr json_limits limits{.max_bytes = 1024 * 1024, .max_depth = 16, .max_values = 20'000};

bool is_signed(const json& signature, std::string_view key, timestamp now) {
  const auto moment = text_of(signature, "timestamp");
  const auto token = text_of(signature, "token");
  const auto given = text_of(signature, "signature");
  std::int64_t seconds = 0;
  const auto parsed = std::from_chars(moment.data(), moment.data() + moment.size(), seconds);
  if (parsed.ec != std::errc() || parsed.ptr != moment.data() + moment.size() || token.empty()) return false;
  const auto age = to_unix_ms(now) / 1000 - seconds;
  if (key.empty() || age > most_seconds_apart || age < -most_seconds_apart) return false;
  return constant_time_equal(hex_encode(as_text(hmac_sha256(key, {moment, token}))), given);
}

std::string words_of(const json& event) {
  const auto& status = member_of(event, "delivery-status");
  auto words = text_of(status, "message");
  if (words.empty()) words = text_of(status, "description");
  const auto& code = member_of(status, "code");
  if (code.is_number_integer()) words = std::to_string(code.get<std::int64_t>()) + ' ' + words;
  return sanitised(words);
}

/// A bounce by its enhanced code or reason; what Mailgun itself did not send any more has bounced before.
std::optional<feedback::kind> kind_of(const json& event) {
  const auto name = text_of(event, "event");
  if (name == "delivered") return feedback::kind::delivered;
  if (name == "complained") return feedback::kind::complained;
  if (name != "failed" || text_of(event, "severity") != "permanent") return std::nullopt;
  const auto reason = text_of(event, "reason");
  if (reason == "bounce" || reason.starts_with("suppress-")) return feedback::kind::gone;
  const bool is_refused =
      reason == "espblock" || is_policy(text_of(member_of(event, "delivery-status"), "enhanced-code"));
  return is_refused ? feedback::kind::bounced : feedback::kind::soft;
}

}  // namespace

result<told_later> read_feedback(const feedback_post& raw, const json& config, timestamp now) {
  const auto body = parse_json(raw.body, limits);
  if (!body || !body->is_object()) return error(errc::invalid_argument, "the body is no JSON object");
  const auto& signature = member_of(*body, "signature");
  if (!is_signed(signature, text_of(config, "webhook_signing_key"), now))
    return error(errc::unauthenticated, "the signature is not valid");
  told_later out;
  out.once = text_of(signature, "token");
  const auto& event = member_of(*body, "event-data");
  const auto what = kind_of(event);
  const auto& own = member_of(event, "user-variables");
  const auto ids = read_own_ids(text_of(own, "nid"), text_of(own, "did"));
  if (what && ids)
    out.all.push_back(
        {*what, ids->notification, ids->delivery, text_of(event, "recipient"), words_of(event)});
  return out;
}

}  // namespace carillon::providers::mailgun
