// A message Amazon SNS posts: its parts, what of it is signed, and which of its URLs may be called
// (providers.md 14). Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/crypto_certificate.hpp"
#include "base/json.hpp"

namespace carillon::api {

struct sns_message {
  enum class type { notification, subscription_confirmation, unsubscribe_confirmation };
  type kind = type::notification;
  std::string id, topic_arn, subject, text;
  std::string sent_at;               ///< as written: it is signed
  timestamp sent{};                  ///< the same, understood
  std::string token, subscribe_url;  ///< of the confirmations
  std::string certificate_url;
  std::string signature;  ///< decoded
  signature_digest digest = signature_digest::sha256;
  bool has_subject = false;

  /// "Notification", …
  std::string_view type_name() const noexcept;
};

/// invalid_argument when a part is missing or not what it should be.
result<sns_message> parse_sns_message(const json& body);
/// The text under the signature.
std::string signed_text(const sns_message& message);
/// https://sns.<region>.amazonaws.com[.cn]/SimpleNotificationService-….pem, of the topic's own region.
bool is_certificate_url(const sns_message& message);
/// The URL that confirms just this subscription, at the same host.
bool is_subscribe_url(const sns_message& message);

}  // namespace carillon::api
