// One plain HTTP request, blocking: what the demo's driver says to the API and to the sandbox's control port.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace carillon::app {

struct http_reply {
  int status = 0;
  std::string body;
  /// The body as JSON; null when it is none.
  json parsed() const;
};

/// `bearer` may be empty. `unavailable` or `timeout` (30 s) when no answer came.
result<http_reply> http_call(std::string_view method, const std::string& url, std::string_view bearer,
                             std::string_view body);

/// With JSON, and the JSON that is answered. `unavailable` says what else was.
result<json> ask_json(std::string_view method, const std::string& url, std::string_view bearer,
                      const json& body = {});

}  // namespace carillon::app
