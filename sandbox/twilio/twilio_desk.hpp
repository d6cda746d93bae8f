// Twilio's counter: judges one POST /2010-04-01/Accounts/<sid>/Messages.json as api.twilio.com would, and
// lists what it took (GET, by To), which is how a sender finds out about a message it heard nothing of.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/desk.hpp"
#include "sandbox/form.hpp"

namespace carillon::sandbox {

struct twilio_account {
  std::string sid;
  std::string authorization;  ///< "Basic …"
  std::string auth_token;     ///< signs callbacks; empty: they are not signed
};

class twilio_desk final : public desk {
 public:
  /// `is_verified` false: credentials are not looked at.
  explicit twilio_desk(bool is_verified) : is_verified_(is_verified) {}

  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override;
  /// For the number; Twilio's own magic numbers (+1500555000x) are refused as theirs are.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  /// Leaves behind what is told to the message's StatusCallback.
  void note_end(verdict& made, const behaviour& how) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  std::size_t accept_at_once(const incoming& request, answer& reply) const override;
  std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const override;
  /// [{"account_sid", "api_key", "api_secret", "auth_token"?}]
  result<std::function<void()>> read_credentials(const json& listed) override;

 private:
  struct taken {
    std::string account_sid, sid, to, from, body, callback_url;
    timestamp made;
  };
  std::optional<answer> refuse_caller(const incoming& request, std::string_view sid) const;
  answer take(std::string_view account_sid, const form& message, timestamp now);
  std::string_view auth_token_of(std::string_view account_sid) const noexcept;
  answer list(std::string_view query) const;

  bool is_verified_;
  std::vector<twilio_account> accounts_;
  std::deque<taken> taken_;   ///< the last thousand, oldest first
  bool is_last_new_ = false;  ///< of taken_: what became of its request is not known yet
};

}  // namespace carillon::sandbox
