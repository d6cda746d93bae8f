// Builds Expo's requests (providers.md 3): a message rendered once per broadcast, then spliced for each of up
// to 100 devices. Pure; one instance a thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "providers/provider.hpp"
#include "providers/spliced_text.hpp"

namespace carillon::providers::expo {

class request_template final : public providers::request_template {
 public:
  /// Content that does not fit is cut; where even that is not enough, or the override has what Expo refuses,
  /// the template is a refusal. `access_token`: the account's.
  request_template(const message& words, std::string_view access_token);

  /// too_large when a message would pass 4096 bytes; invalid_argument for a field.
  result<void> fill(std::span<const item> items, std::string_view authorization, timestamp now,
                    net::wire_request& out) const override;
  void read(const net::wire_response& response, std::span<const item> asked, timestamp now,
            std::span<answer> told) const override;
  std::string_view note() const noexcept override { return note_; }

 private:
  void take_document(json document, const message& words, const spliced_text::placeholders& mark);

  secret access_token_;
  spliced_text message_;
  std::string note_;
  std::optional<error> refusal_;  ///< for every recipient
};

/// A POST of JSON with that access token, compressed where that helps; `out` is cleared first.
void fill_request(std::string_view path, std::string body, std::string_view access_token,
                  net::wire_request& out);

/// ExponentPushToken[…], ExpoPushToken[…], or the UUID that older clients have.
bool is_push_token(std::string_view text) noexcept;

}  // namespace carillon::providers::expo
