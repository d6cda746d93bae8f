// Google's OAuth 2.0 for service accounts (RFC 7523): the assertion to send and the answer's meaning. The
// fetch itself, its cache and single flight are engine/'s. Pure; any thread.
#pragma once

#include <chrono>
#include <string>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "net/wire.hpp"
#include "providers/answer.hpp"
#include "providers/fcm/config.hpp"

namespace carillon::providers::fcm {

/// Fills `out` with the token request; its path is token_uri's. The assertion lives one hour from `now`.
void render_token_request(const config& account, timestamp now, net::wire_request& out);

struct access_token {
  secret authorization;  ///< "Bearer ya29…"
  std::chrono::seconds lifetime{0};
};
/// A token, or why there is none (class config or retry; text holds Google's error code, never the
/// assertion).
struct token_answer {
  std::optional<access_token> token;
  answer refusal;
};
token_answer read_token_response(const net::wire_response& response, timestamp now);

}  // namespace carillon::providers::fcm
