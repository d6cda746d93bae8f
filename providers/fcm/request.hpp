// Builds FCM HTTP v1 requests (providers.md 2: body, limits, retry handles). Rendered once per broadcast,
// spliced per recipient. Pure; one instance per thread.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/http.hpp"
#include "providers/fcm/config.hpp"
#include "providers/push_message.hpp"
#include "providers/spliced_text.hpp"

namespace carillon::providers::fcm {

class request_template {
 public:
  request_template(const push_message& message, const config& integration, timestamp now);

  /// Fills `out` (cleared first). too_large when notification and data would pass 4096 bytes.
  /// `authorization` is access_token::authorization, revealed.
  result<void> render(const push_target& target, std::string_view authorization,
                      net::http_request& out) const;

 private:
  std::string path_;
  spliced_text body_;
  std::size_t payload_bytes_ = 0;  ///< notification and data, what Google's 4096 counts
};

}  // namespace carillon::providers::fcm
