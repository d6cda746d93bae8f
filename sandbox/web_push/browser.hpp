// The browsers behind the push service: one pair of keys, and a subscription for every name. Nothing is
// stored: a subscription's endpoint says for which application server it is and what it is called, its auth
// follows from that. A value; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/crypto_ece.hpp"
#include "base/error.hpp"

namespace carillon::sandbox {

class browser {
 public:
  /// With keys that make_keys() made; with new ones where they are none.
  explicit browser(std::string_view keys);
  /// What subscriptions handed out go by: to be kept as long as they are to hold.
  static std::string make_keys();

  /// Where subscriptions of that application server (65 bytes) start: "/wpush/v2/<8 letters>/".
  static std::string folder_of(std::string_view server_key);

  /// Of the keys that the subscription of that path was given.
  std::string auth_of(std::string_view path) const;
  std::string_view point() const noexcept { return keys_.point; }
  /// What was sent to the subscription; the errors of ece::decrypt().
  result<std::string> read(std::string_view path, std::string_view body) const {
    return ece::decrypt(keys_, auth_of(path), body);
  }

 private:
  ece::key_pair keys_;
};

}  // namespace carillon::sandbox
