// What of a response's headers is kept: retry-after, content-type and those the request names. Used by the
// sessions of HTTP, once a header.
#pragma once

#include <string_view>

#include "net/exchange.hpp"

namespace carillon::net {

/// `name` in lower case. Of a header that comes twice the last one counts.
inline void take_header(exchange& lent, std::string_view name, std::string_view value) {
  auto& response = lent.response;
  if (name == "retry-after") {
    response.retry_after = value;
  } else if (name == "content-type") {
    response.content_type = value;
  }
  for (std::size_t i = 0; i < lent.request.kept.size(); ++i)
    if (name == lent.request.kept[i]) response.kept[i] = value;
}

/// Before a request goes out: nothing of an answer before is left, and there is room for what is kept.
inline void expect_answer(exchange& lent) {
  lent.response.clear();
  lent.response.kept.resize(lent.request.kept.size());
}

}  // namespace carillon::net
