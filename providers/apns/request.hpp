// Builds APNs requests (providers.md 1: headers, payload, limits). The JSON is rendered once per broadcast
// and integration, then only what differs per recipient is spliced in. Pure; one instance per thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/http.hpp"
#include "providers/apns/config.hpp"
#include "providers/push_message.hpp"
#include "providers/spliced_text.hpp"

namespace carillon::providers::apns {

class request_template {
 public:
  /// Never fails for a validated broadcast; an override that breaks APNs' rules is APNs' to refuse.
  request_template(const push_message& message, const config& integration);

  /// Fills `out` (cleared first). too_large when the payload would pass 4096 bytes (5120 for voip): nothing
  /// may be sent then. `authorization` is credential::authorization().
  result<void> render(const push_target& target, std::string_view authorization,
                      net::http_request& out) const;

 private:
  spliced_text payload_;
  std::string bundle_id_;
  std::string push_type_;
  std::string priority_;
  std::string expiration_;
  std::string collapse_id_;  ///< from an override; empty = the notification id
  std::size_t limit_ = 4096;
};

/// The topic a push type needs for a bundle id ("com.x" + ".voip").
std::string topic_for(std::string_view bundle_id, std::string_view push_type);

}  // namespace carillon::providers::apns
