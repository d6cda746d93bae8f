// One text message: a form posted to Messages.json (providers.md 8), and what the answer says of it. Pure;
// one thread.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "providers/twilio/account.hpp"

namespace carillon::providers::twilio {

/// Characters that Twilio takes of a body.
inline constexpr std::size_t longest_body = 1600;

class sms_template final : public request_template {
 public:
  /// Title, content and link, a line each. What does not fit is cut, unless the message forbids it; an
  /// override's fields replace ours, and what it cannot hold is a refusal for every recipient.
  sms_template(const message& words, std::shared_ptr<const config> sender, timestamp now);

  result<void> fill(std::span<const item> items, std::string_view authorization, timestamp now,
                    net::wire_request& out) const override;
  void read(const net::wire_response& response, std::span<const item> asked, timestamp now,
            std::span<answer> told) const override;
  void ask_about(const item& one, net::wire_request& out) const override;
  sighting read_about(const net::wire_response& response, const item& one, timestamp since) const override;
  std::string_view note() const noexcept override { return note_; }

 private:
  using parameters = std::vector<std::pair<std::string, std::string>>;
  /// The text, cut if it has to be.
  std::string body_of(const message& words);
  result<void> encode(const parameters& form);

  std::shared_ptr<const config> config_;
  std::string form_;  ///< all but To
  std::string body_;  ///< as the account lists it; empty: the account writes it, from a template of its own
  std::string from_;  ///< likewise; empty: a messaging service chooses
  bool has_own_callback_ = false;
  std::string note_;  ///< segments, and what was cut
  std::optional<error> refusal_;
};

/// The grammar of overrides.providers.twilio: names of parameters with texts, numbers or flags.
override_check check_override(const json& given);

answer read_response(const net::wire_response& response, timestamp now);

}  // namespace carillon::providers::twilio
