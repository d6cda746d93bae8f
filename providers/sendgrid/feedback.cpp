#include "providers/sendgrid/feedback.hpp"

#include <charconv>

#include "base/encoding.hpp"
#include "base/signing_key.hpp"
#include "providers/answer.hpp"

namespace carillon::providers::sendgrid {
namespace {

constexpr std::string_view signature_header = "x-twilio-email-event-webhook-signature";
constexpr std::string_view moment_header = "x-twilio-email-event-webhook-timestamp";
constexpr std::int64_t most_seconds_apart = 300;
constexpr json_limits limits{.max_bytes = 4 * 1024 * 1024, .max_depth = 16, .max_values = 200'000};

/// The next INTEGER of DER, as 32 bytes; empty when it is none, or longer.
std::string take_integer(std::string_view& der) {
  constexpr std::size_t width = 32;
  if (der.size() < 2 || der[0] != 0x02) return {};
  const auto length = static_cast<unsigned char>(der[1]);
  if (length == 0 || length > width + 1 || der.size() < 2U + length) return {};
  auto digits = der.substr(2, length);
  der.remove_prefix(2U + length);
  if (digits.size() == width + 1) {
    if (digits.front() != '\0') return {};
    digits.remove_prefix(1);
  }
  return std::string(width - digits.size(), '\0').append(digits);
}

/// ECDSA-Sig-Value (RFC 3279 2.2.3) as R‖S; empty when it is none.
std::string raw_signature(std::string_view der) {
  if (der.size() < 2 || der[0] != 0x30 || static_cast<unsigned char>(der[1]) != der.size() - 2) return {};
  der.remove_prefix(2);
  const auto r = take_integer(der);
  const auto s = take_integer(der);
  return r.empty() || s.empty() || !der.empty() ? std::string() : r + s;
}

bool is_of_now(std::string_view moment, timestamp now) {
  std::int64_t seconds = 0;
  const auto parsed = std::from_chars(moment.data(), moment.data() + moment.size(), seconds);
  if (parsed.ec != std::errc() || parsed.ptr != moment.data() + moment.size()) return false;
  const auto age = to_unix_ms(now) / 1000 - seconds;
  return age <= most_seconds_apart && age >= -most_seconds_apart;
}

result<verifying_key> read_key(std::string_view text) {
  std::string pem("-----BEGIN PUBLIC KEY-----\n");
  return verifying_key::from_pem(pem.append(text).append("\n-----END PUBLIC KEY-----\n"), key_kind::p256);
}

bool is_signed(const feedback_post& raw, const std::string& key, timestamp now) {
  const auto moment = raw.header(moment_header);
  const auto der = base64_decode(raw.header(signature_header));
  if (key.empty() || !der || !is_of_now(moment, now)) return false;
  const auto known = read_key(key);
  const auto signature = raw_signature(*der);
  return known && !signature.empty() && known->verify(std::string(moment).append(raw.body), signature);
}

/// `blocked` is for now: the next mail may do.
std::optional<feedback::kind> kind_of(const json& event) {
  const auto name = text_of(event, "event");
  if (name == "delivered") return feedback::kind::delivered;
  if (name == "spamreport") return feedback::kind::complained;
  if (name == "bounce") {
    if (text_of(event, "type") != "blocked") return feedback::kind::gone;
    return is_policy(text_of(event, "status")) ? feedback::kind::bounced : feedback::kind::soft;
  }
  if (name != "dropped") return std::nullopt;
  const auto reason = text_of(event, "reason");
  if (reason.starts_with("Spam Reporting Address")) return feedback::kind::complained;
  return reason.starts_with("Bounced Address") ? feedback::kind::gone : feedback::kind::bounced;
}

}  // namespace

bool is_verification_key(std::string_view text) {
  return read_key(text).has_value();
}

result<told_later> read_feedback(const feedback_post& raw, const json& config, timestamp now) {
  if (!is_signed(raw, text_of(config, "webhook_verification_key"), now))
    return error(errc::unauthenticated, "the signature is not valid");
  const auto body = parse_json(raw.body, limits);
  if (!body || !body->is_array()) return error(errc::invalid_argument, "the body is no list of events");
  told_later out;
  for (const auto& event : *body) {
    const auto what = kind_of(event);
    const auto ids = read_own_ids(text_of(event, "nid"), text_of(event, "did"));
    if (what && ids)
      out.all.push_back({*what, ids->notification, ids->delivery, text_of(event, "email"),
                         sanitised(text_of(event, "reason"))});
  }
  return out;
}

}  // namespace carillon::providers::sendgrid
