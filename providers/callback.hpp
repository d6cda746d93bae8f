// What a provider tells of a delivery later, at a URL that it was given with the message
// (item::callback_url). Pure data; who reads it is the provider's row in the catalogue.
#pragma once

#include <string>
#include <string_view>

#include "providers/answer.hpp"

namespace carillon::providers {

struct callback {
  std::string_view url;        ///< as the provider was given it
  std::string_view body;       ///< as it came
  std::string_view signature;  ///< traits::signature_header of the request, or empty
};

/// News of a delivery.
struct news {
  std::string status;       ///< the provider's word for where it is: "sent", "delivered", "undelivered"
  bool is_failure = false;  ///< it will not arrive; `told` says why
  answer told{};
  std::string remote_id{};  ///< the provider's own id of the message
};

}  // namespace carillon::providers
