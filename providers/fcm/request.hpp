// Builds FCM HTTP v1 requests (providers.md 2: body, limits, retry handles). Made and judged once per
// broadcast and integration, spliced per recipient. Pure; one instance per thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/wire.hpp"
#include "providers/fcm/config.hpp"
#include "providers/push_message.hpp"
#include "providers/spliced_text.hpp"

namespace carillon::providers::fcm {

class request_template {
 public:
  /// Content that does not fit is cut; where even that is not enough, or the override has what FCM refuses,
  /// the template is a refusal.
  request_template(const push_message& composed, const config& integration, timestamp now);

  /// Fills `out` (cleared first). Nothing may be sent after an error: too_large when notification and data
  /// would pass 4096 bytes, invalid_argument for a field. `authorization` is access_token::authorization,
  /// revealed.
  result<void> render(const push_target& target, std::string_view authorization,
                      net::wire_request& out) const;

  /// What people should know of a push that was delivered: the names left out, a text cut. Often empty.
  const std::string& note() const noexcept { return note_; }
  /// The override names the app that may have it.
  bool has_own_app() const noexcept { return has_own_app_; }

 private:
  std::string path_;
  spliced_text body_;
  std::string note_;
  std::optional<error> refusal_;  ///< for every recipient
  bool has_own_app_ = false;
};

}  // namespace carillon::providers::fcm
