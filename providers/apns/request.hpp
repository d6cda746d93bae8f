// Builds APNs requests (providers.md 1: headers, payload, limits). What is equal for all recipients of a
// broadcast is made and judged once per integration; then only what differs is spliced in. Pure; one instance
// per thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/wire.hpp"
#include "providers/apns/config.hpp"
#include "providers/apns/override.hpp"
#include "providers/apns/payload.hpp"
#include "providers/push_message.hpp"
#include "providers/spliced_text.hpp"

namespace carillon::providers::apns {

class request_template {
 public:
  /// Content that does not fit is cut; where even that is not enough, or the override has what no header can
  /// hold, the template is a refusal.
  request_template(const push_message& message, const config& integration);

  /// Fills `out` (cleared first). Nothing may be sent after an error: too_large when the payload would pass
  /// 4096 bytes (5120 for voip), invalid_argument for a field. `authorization` is
  /// credential::authorization().
  result<void> render(const push_target& target, std::string_view authorization,
                      net::wire_request& out) const;

  /// What people should know of a push that was delivered: the names left out, a text cut. Often empty.
  const std::string& note() const noexcept { return note_; }
  /// The override chose the topic, or a push type that makes another one.
  bool has_own_app() const noexcept { return has_own_app_; }

 private:
  void take_headers(header_overrides given, const push_message& message, bool is_silent);
  void take_payload(payload made, const push_message& message, const spliced_text::placeholders& mark);
  std::string topic_of(const push_target& target) const;

  spliced_text payload_;
  std::string bundle_id_;
  std::string topic_;  ///< from an override; empty = the app's
  std::string push_type_;
  std::string priority_;
  std::string expiration_;
  std::string collapse_id_;  ///< from an override; empty = the notification id
  std::string note_;
  std::optional<error> refusal_;  ///< for every recipient
  std::size_t limit_ = 4096;
  bool has_own_app_ = false;
};

/// The topic a push type needs for a bundle id ("com.x" + ".voip").
std::string topic_for(std::string_view bundle_id, std::string_view push_type);

}  // namespace carillon::providers::apns
