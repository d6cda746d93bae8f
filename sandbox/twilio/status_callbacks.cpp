#include "sandbox/twilio/status_callbacks.hpp"

#include <algorithm>
#include <map>

#include "base/crypto_hmac_sha1.hpp"
#include "base/encoding.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::string_view unreached_prefix = "+1999";
constexpr std::size_t code_digits = 5;

/// In the order in which they are signed.
using parameters = std::map<std::string, std::string, std::less<>>;

std::string form_of(const parameters& all) {
  std::string out;
  for (const auto& [name, value] : all) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(percent_encode(value));
  }
  return out;
}

std::string signature_of(std::string_view auth_token, std::string text, const parameters& all) {
  for (const auto& [name, value] : all) text.append(name).append(value);
  return base64_encode(hmac_sha1(auth_token, text));
}

later_call callback(const sms_on_its_way& message, std::string_view status, std::string_view error_code) {
  parameters all{{"AccountSid", message.account_sid},
                 {"ApiVersion", "2010-04-01"},
                 {"From", message.from},
                 {"MessageSid", message.sid},
                 {"MessageStatus", std::string(status)},
                 {"SmsSid", message.sid},
                 {"SmsStatus", std::string(status)},
                 {"To", message.to}};
  if (!error_code.empty()) all["ErrorCode"] = error_code;
  later_call made{.by = "twilio", .what = std::string(status), .url = message.callback_url};
  made.headers = {{"content-type", "application/x-www-form-urlencoded"}, {"user-agent", "TwilioProxy/1.1"}};
  if (!message.auth_token.empty())
    made.headers.emplace_back("x-twilio-signature", signature_of(message.auth_token, made.url, all));
  made.body = form_of(all);
  return made;
}

}  // namespace

std::string_view failure_of_number(std::string_view to) noexcept {
  if (!to.starts_with(unreached_prefix)) return {};
  const auto code = to.substr(unreached_prefix.size(), code_digits);
  return code.size() == code_digits ? code : std::string_view();
}

std::vector<later_call> status_callbacks(const sms_on_its_way& message) {
  const auto failure = failure_of_number(message.to);
  std::vector<later_call> made{callback(message, "queued", {}), callback(message, "sent", {}),
                               callback(message, failure.empty() ? "delivered" : "undelivered", failure)};
  auto after = message.step;
  for (auto& each : made) {
    each.after = after;
    after += message.step;
  }
  return made;
}

}  // namespace carillon::sandbox
