// Builds APNs requests (providers.md 1: headers, payload, limits). What is equal for all recipients of a
// broadcast is made and judged once per integration; then only what differs is spliced in. Pure; one instance
// per thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/wire.hpp"
#include "providers/apns/config.hpp"
#include "providers/apns/override.hpp"
#include "providers/apns/payload.hpp"
#include "providers/apns/response.hpp"
#include "providers/message.hpp"
#include "providers/provider.hpp"
#include "providers/spliced_text.hpp"

namespace carillon::providers::apns {

class request_template final : public providers::request_template {
 public:
  /// Content that does not fit is cut; where even that is not enough, or the override has what no header can
  /// hold, the template is a refusal.
  request_template(const message& message, const config& integration);

  /// Of one item. too_large when the payload would pass 4096 bytes (5120 for voip), invalid_argument for a
  /// field.
  result<void> fill(std::span<const item> items, std::string_view authorization, timestamp now,
                    net::wire_request& out) const override;
  void read(const net::wire_response& response, std::span<const item> asked, timestamp now,
            std::span<answer> told) const override;
  /// The names left out, a text cut.
  std::string_view note() const noexcept override { return note_; }

 private:
  void take_headers(header_overrides given, const message& message, bool is_silent);
  void take_payload(payload made, const message& message, const spliced_text::placeholders& mark);
  std::string topic_of(const address& to) const;
  topic_origin topic_origin_of(const address& to) const noexcept;

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
  bool is_badge_unread_ = true;
  bool has_own_app_ = false;  ///< the override chose the topic, or a push type that makes another one
};

/// The topic a push type needs for a bundle id ("com.x" + ".voip").
std::string topic_for(std::string_view bundle_id, std::string_view push_type);

}  // namespace carillon::providers::apns
