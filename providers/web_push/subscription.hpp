// A browser's subscription, as it was saved, taken apart: where its messages go and whom they are encrypted
// for. An endpoint is a secret: nothing here quotes it. Pure; any thread.
#pragma once

#include <string>

#include "base/error.hpp"
#include "providers/address.hpp"
#include "providers/destination.hpp"

namespace carillon::providers::web_push {

struct subscription {
  std::string path;   ///< of the endpoint, with its query
  std::string point;  ///< p256dh, 65 bytes
  std::string auth;   ///< 16 bytes
};

/// invalid_argument says what of it is unfit.
result<subscription> read_subscription(const address& to);
/// The endpoint's origin. invalid_argument unless it is an https URL.
result<destination> origin_of(const address& to);

}  // namespace carillon::providers::web_push
