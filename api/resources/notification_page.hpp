// From items of an inbox to what their user reads: the broadcasts' bodies are looked up, and in_app templates
// rendered. Used by the handlers of api/notifications. One io thread.
#pragma once

#include <vector>

#include "api/http/request.hpp"
#include "store/inbox.hpp"

namespace carillon::api {

/// Rows and what is shown of them, as far as one answer may go.
struct notification_page {
  json views = json::array();  ///< rows whose broadcast is gone are left out, and leave the inbox
  std::size_t rows_used = 0;   ///< less than asked for when the bodies would be too much for one answer
};

/// `rows` in the order they are wanted; the caller's own. 503 when too much of the project's is being worked
/// on.
task<checked<notification_page>> read_notifications(services& with, const request& of,
                                                    std::vector<store::inbox_item> rows);

}  // namespace carillon::api
