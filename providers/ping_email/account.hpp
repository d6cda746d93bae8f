// A ping_email integration opened: the URL that is told of notifications, whose owner mails them. Pure; any
// thread.
#pragma once

#include <memory>
#include <string>

#include "providers/provider.hpp"

namespace carillon::providers::ping_email {

struct config {
  std::string origin;  ///< "https://host[:port]"
  std::string path;    ///< with the query
};

/// From the integration as it is stored. invalid_argument names the field.
result<std::shared_ptr<const account>> open(const json& stored);

}  // namespace carillon::providers::ping_email
