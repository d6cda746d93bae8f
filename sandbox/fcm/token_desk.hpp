// Google's OAuth 2 endpoint, POST /token: verifies a service account's RS256 assertion in full (its audience
// is the very URL that was called) and hands out a bearer. Pure but for the bearers it remembers; one caller
// at a time.
#pragma once

#include <chrono>
#include <span>
#include <string_view>

#include "sandbox/credential_book.hpp"
#include "sandbox/fcm/access_tokens.hpp"
#include "sandbox/incoming.hpp"
#include "sandbox/refusal.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

/// /token, and /oauth2/v4/token: the older name, under which Google's own Node library calls it.
bool is_token_path(std::string_view path) noexcept;

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

class token_desk {
 public:
  /// Both outlive the desk.
  token_desk(const credential_book& book, access_tokens& bearers) : book_(book), bearers_(bearers) {}

  /// The verdict's token is the account's e-mail (a view into `token_storage`). The bearer lives `lifetime`.
  verdict judge(const incoming& request, timestamp now, std::chrono::seconds lifetime,
                std::string& token_storage);

 private:
  check verify(std::string_view assertion, std::string_view endpoint, timestamp now,
               std::string& client_email) const;
  const credential_book& book_;
  access_tokens& bearers_;
};

}  // namespace carillon::sandbox
