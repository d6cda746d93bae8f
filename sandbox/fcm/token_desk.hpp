// Google's OAuth 2 endpoint, POST /token: verifies a service account's RS256 assertion in full (its audience
// is the very URL that was called) and hands out a bearer. Pure but for the bearers it remembers; one caller
// at a time.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "sandbox/desk.hpp"
#include "sandbox/fcm/google_accounts.hpp"
#include "sandbox/refusal.hpp"

namespace carillon::sandbox {

/// One error of the endpoint; a rule's reason picks it.
struct token_error {
  std::string_view error;  ///< RFC 6749 5.2 and Google's own
  int http;
};
std::span<const token_error> token_errors() noexcept;
/// Null when there is none.
const token_error* find_token_error(std::string_view error) noexcept;
/// {"error": …, "error_description": …}
answer make_token_refusal(int http, std::string_view error, std::string_view description);

class token_desk final : public desk {
 public:
  explicit token_desk(std::shared_ptr<google_accounts> google) : google_(std::move(google)) {}

  const desk_facts& facts() const noexcept override;
  /// /token, and /oauth2/v4/token: the older name, under which Google's own Node library calls it.
  bool serves(const incoming& request) const noexcept override;
  /// The subject is the account's e-mail. The bearer lives behaviour::token_lifetime.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  /// DELETE /control/bearers: every one is revoked.
  std::optional<control_answer> control(std::string_view method, std::string_view call,
                                        std::string_view body) override;

 private:
  check verify(std::string_view assertion, std::string_view endpoint, timestamp now,
               std::string& client_email) const;
  std::shared_ptr<google_accounts> google_;
};

}  // namespace carillon::sandbox
