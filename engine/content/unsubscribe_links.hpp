// Where a mail says how to end mails like it: a link of ours for each recipient (store/unsubscribe_token).
// Made while a chunk is opened. Pure.
#pragma once

#include <string>

#include "store/keyring.hpp"
#include "store/unsubscribe_token.hpp"

namespace carillon::engine {

class unsubscribe_links {
 public:
  /// `keys` are open. `public_url`: where people reach the API; empty: mails have no link.
  unsubscribe_links(const store::keyring& keys, std::string public_url)
      : tokens_(keys.derive(store::unsubscribe_tokens::purpose)), public_url_(std::move(public_url)) {}

  /// Empty without a public URL. Equal for equal claims, so that a mail is the same at every attempt.
  std::string of(const store::unsubscribe_claim& claim) const {
    return public_url_.empty() ? std::string() : store::unsubscribe_url(public_url_, tokens_.make(claim));
  }

 private:
  store::unsubscribe_tokens tokens_;
  std::string public_url_;
};

}  // namespace carillon::engine
