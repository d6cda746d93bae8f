// GET /notifications/{notification_id}/deliveryplan: how far a notification has come in its delivery plan
// (rest-contract.md 1B). Computed from the broadcast's record: nothing is kept for it.
#pragma once

#include "api/request.hpp"

namespace carillon::api {

/// A notification's id alone leads nowhere (ids are derived, and an index would double what an inbox costs):
/// the query has to name its user as user_id. 404 without it, or when the user has no such notification.
task<response> fetch_notification_plan(services& with, request of);

}  // namespace carillon::api
