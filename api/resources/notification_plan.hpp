// GET /notifications/{notification_id}/deliveryplan: how far a notification has come in its delivery plan
// (rest-contract.md 1B). Computed from the broadcast's record: nothing is kept for it.
#pragma once

#include "api/http/request.hpp"

namespace carillon::api {

/// 404 when the project has no such notification, or had it too long ago (store/notification_finder.hpp).
task<response> fetch_notification_plan(services& with, request of);

}  // namespace carillon::api
