#include "api/auth/token_memory.hpp"

#include <cstring>

namespace carillon::api {

std::size_t token_memory::first_bytes::operator()(const token_digest& token) const noexcept {
  std::size_t out = 0;
  std::memcpy(&out, token.data(), sizeof out);
  return out;
}

bool known_token::is_signed_with(const secret& offered) const noexcept {
  const auto digest = sha256(offered.reveal());
  return constant_time_equal(as_text(key), as_text(digest));
}

std::optional<known_token> token_memory::recall(const token_digest& token, timestamp at) const {
  const auto found = tokens_.find(token);
  if (found == tokens_.end() || !found->second.claims.valid.holds_at(at)) return std::nullopt;
  return found->second;
}

void token_memory::remember(const token_digest& token, token_claims claims, const secret& key) {
  if (tokens_.size() >= most_tokens) tokens_.clear();
  tokens_.insert_or_assign(token, known_token{std::move(claims), sha256(key.reveal())});
}

}  // namespace carillon::api
