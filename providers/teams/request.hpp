// An Adaptive Card for Teams, and what the answer says of it. Pure; one thread.
#pragma once

#include <optional>
#include <string>

#include "providers/provider.hpp"

namespace carillon::providers::teams {

/// The URL of a hook, or empty. Secret.
std::string hook_of(const json& details);

/// What Teams takes of a card, bytes.
inline constexpr std::size_t largest_card = 28 * 1024;

class card_template final : public request_template {
 public:
  /// Title, content and a button for the link; what is plain is escaped, for cards read Markdown. An
  /// override's members replace those of the posted object.
  explicit card_template(const message& words);

  result<void> fill(std::span<const item> items, std::string_view authorization, timestamp now,
                    net::wire_request& out) const override;
  void read(const net::wire_response& response, std::span<const item> asked, timestamp now,
            std::span<answer> told) const override;
  std::string_view note() const noexcept override { return note_; }

 private:
  std::string body_;
  std::string note_;
  std::optional<error> refusal_;
};

answer read_response(const net::wire_response& response, timestamp now);

}  // namespace carillon::providers::teams
