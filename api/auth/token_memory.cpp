#include "api/auth/token_memory.hpp"

namespace carillon::api {

bool known_token::is_signed_with(const secret& offered) const noexcept {
  return key == keyed_hash(offered.reveal());
}

const known_token* token_memory::recall(const token_digest& token, timestamp at) const {
  const auto found = tokens_.find(token);
  if (found == tokens_.end() || !found->second.claims.valid.holds_at(at)) return nullptr;
  return &found->second;
}

void token_memory::remember(const token_digest& token, token_claims claims, const secret& key) {
  if (tokens_.size() >= most_tokens) tokens_.clear();
  tokens_.insert_or_assign(token, known_token{std::move(claims), keyed_hash(key.reveal())});
}

}  // namespace carillon::api
