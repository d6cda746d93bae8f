// Where a provider may tell more of a delivery: a URL of ours for each (store/callback_token). Made while a
// chunk is opened, for providers that call back. Pure.
#pragma once

#include <string>
#include <utility>

#include "store/callback_token.hpp"
#include "store/keyring.hpp"

namespace carillon::engine {

class callback_links {
 public:
  /// `keys` are open. `public_url`: where the world reaches the API; empty: nobody is told to call back.
  callback_links(const store::keyring& keys, std::string public_url)
      : tokens_(keys.derive(store::callback_tokens::purpose)), public_url_(std::move(public_url)) {}

  /// Empty without a public URL. Equal for equal claims, so that a message is the same at every attempt.
  std::string of(const store::callback_claim& claim) const {
    return public_url_.empty() ? std::string() : store::callback_url(public_url_, tokens_.make(claim));
  }

 private:
  store::callback_tokens tokens_;
  std::string public_url_;
};

}  // namespace carillon::engine
