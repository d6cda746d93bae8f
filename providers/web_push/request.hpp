// Builds Web Push requests (providers.md 4; RFC 8030, RFC 8291). What is equal for all recipients of a
// broadcast is made and judged once; a message then costs a pair of keys, an agreement and a cipher. Pure;
// one instance a thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "providers/provider.hpp"
#include "providers/spliced_text.hpp"
#include "providers/web_push/override.hpp"

namespace carillon::providers::web_push {

class request_template final : public providers::request_template {
 public:
  /// Content that does not fit is cut; where even that is not enough, or the override has what no header can
  /// hold, the template is a refusal.
  explicit request_template(const message& words);

  /// Of one item. too_large past 3993 bytes; invalid_argument for a field, or for a subscription that is
  /// none.
  result<void> fill(std::span<const item> items, std::string_view authorization, timestamp now,
                    net::wire_request& out) const override;
  void read(const net::wire_response& response, std::span<const item> asked, timestamp now,
            std::span<answer> told) const override;
  std::string_view note() const noexcept override { return note_; }

 private:
  void take_payload(json document, const message& words, const spliced_text::placeholders& mark);
  std::int64_t time_to_live(timestamp now) const noexcept;

  spliced_text payload_;
  header_overrides wanted_;
  std::int64_t expires_at_unix_ = 0;
  std::string note_;
  std::optional<error> refusal_;  ///< for every recipient
};

}  // namespace carillon::providers::web_push
