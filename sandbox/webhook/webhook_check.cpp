#include "sandbox/webhook/webhook_check.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t shortest_key = 24, longest_key = 64;
/// What the reference libraries allow a clock to be off, either way.
constexpr std::chrono::minutes tolerance{5};

std::string fault_of_time(std::string_view digits, timestamp now) {
  std::int64_t seconds = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  if (ec != std::errc() || end != digits.data() + digits.size())
    return "webhook-timestamp: seconds are expected";
  const auto off = std::chrono::seconds(to_unix_ms(now) / 1000 - seconds);
  return std::chrono::abs(off) > tolerance ? "webhook-timestamp: more than five minutes off" : "";
}

}  // namespace

result<std::string> webhook_key(std::string_view secret) {
  if (secret.starts_with(secret_prefix)) secret.remove_prefix(secret_prefix.size());
  auto key = base64_decode(secret);
  if (!key) return error(errc::invalid_argument, "secret: whsec_ and base64 are expected");
  if (key->size() < shortest_key || key->size() > longest_key)
    return error(errc::invalid_argument, "secret: 24 to 64 bytes are expected");
  return key;
}

std::string fault_of_call(const incoming& request, timestamp now) {
  for (const auto* name : {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
    if (request.count(name) != 1 || request.header(name).empty())
      return std::string(name) + ": one such header is expected";
  }
  if (auto wrong = fault_of_time(request.header("webhook-timestamp"), now); !wrong.empty()) return wrong;
  return parse_json(request.body) ? "" : "the body: JSON is expected";
}

bool is_signed_by(const incoming& request, std::span<const std::string> keys) {
  auto listed = request.header("webhook-signature");
  const auto id = request.header("webhook-id");
  const auto time = request.header("webhook-timestamp");
  while (!listed.empty()) {
    const auto one = listed.substr(0, listed.find(' '));
    listed.remove_prefix(std::min(one.size() + 1, listed.size()));
    const bool is_right = std::ranges::any_of(keys, [&](const std::string& key) {
      const auto expected = hmac_sha256(key, {id, ".", time, ".", request.body});
      return constant_time_equal("v1," + base64_encode(as_text(expected)), one);
    });
    if (is_right) return true;
  }
  return false;
}

}  // namespace carillon::sandbox
