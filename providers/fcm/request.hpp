// Builds FCM HTTP v1 requests (providers.md 2: body, limits, retry handles). Made and judged once per
// broadcast and integration, spliced per recipient. Pure; one instance per thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/wire.hpp"
#include "providers/fcm/config.hpp"
#include "providers/message.hpp"
#include "providers/provider.hpp"
#include "providers/spliced_text.hpp"

namespace carillon::providers::fcm {

class request_template final : public providers::request_template {
 public:
  /// Content that does not fit is cut; where even that is not enough, or the override has what FCM refuses,
  /// the template is a refusal.
  request_template(const message& composed, const config& integration, timestamp now);

  /// Of one item. too_large when notification and data would pass 4096 bytes, invalid_argument for a field.
  result<void> fill(std::span<const item> items, std::string_view authorization, timestamp now,
                    net::wire_request& out) const override;
  void read(const net::wire_response& response, std::span<const item> asked, timestamp now,
            std::span<answer> told) const override;
  /// The names left out, a text cut.
  std::string_view note() const noexcept override { return note_; }

 private:
  std::string path_;
  spliced_text body_;
  std::string note_;
  std::optional<error> refusal_;  ///< for every recipient
  bool has_own_app_ = false;      ///< the override names the app that may have it
};

}  // namespace carillon::providers::fcm
