#include "api/routes.hpp"

#include "api/auth/jwts.hpp"
#include "api/http/openapi.hpp"
#include "api/resources/broadcasts.hpp"
#include "api/resources/channel_tokens.hpp"
#include "api/resources/delivery_config.hpp"
#include "api/resources/events.hpp"
#include "api/resources/installations.hpp"
#include "api/resources/integrations.hpp"
#include "api/resources/notifications.hpp"
#include "api/resources/preferences.hpp"
#include "api/resources/service_worker.hpp"
#include "api/resources/suppressions.hpp"
#include "api/resources/unsubscribe.hpp"
#include "api/resources/users.hpp"
#include "api/resources/webhook_endpoints.hpp"
#include "api/webhooks/feedback_webhooks.hpp"
#include "api/webhooks/incoming_webhooks.hpp"
#include "api/webhooks/status_callbacks.hpp"

namespace carillon::api {
namespace {

constexpr auto project = role::project;

void add(std::vector<route>& to, std::vector<route> rows) {
  for (auto& row : rows) to.push_back(std::move(row));
}

}  // namespace

std::vector<route> all_routes() {
  std::vector<route> table{
      {"POST", "/v2/broadcasts", project, "create_broadcast", create_broadcast, {}, true},
      {"GET", "/v2/broadcasts", project, "list_broadcasts", list_broadcasts},
      {"GET", "/v2/broadcasts/{broadcast_id}", project, "fetch_broadcast", fetch_broadcast},
      {"DELETE", "/v2/broadcasts/{broadcast_id}", project, "cancel_broadcast", cancel_broadcast},
      {"GET", "/v2/events", project, "list_events", list_events},
      {"GET", "/v2/events/{event_id}", project, "fetch_event", fetch_event},
      {"POST", "/v2/jwt/project", project, "create_project_jwt", create_project_jwt},
      {"GET", "/v2/jwt/project", project, "list_project_jwts", list_project_jwts},
      {"DELETE", "/v2/jwt/project/{token_id}", project, "discard_project_jwt", discard_project_jwt},
      {"POST", "/v2/jwt/user", project, "create_user_jwt", create_user_jwt},
      {"GET", "/v2/jwt/user/{user_id}", project, "list_user_jwts", list_user_jwts},
      {"DELETE", "/v2/jwt/user/{token_id}", project, "discard_user_jwt", discard_user_jwt},
      {"GET", "/v2/users", project, "list_users", list_users},
      {"POST", "/v2/users", project, "create_user", create_user},
      {"PUT", "/v2/users", project, "save_user", save_user},
      {"DELETE", "/v2/users/{user_id}", project, "delete_user", delete_user},
  };
  add(table, channel_token_routes());
  add(table, preferences_routes());
  add(table, suppression_routes());
  add(table, unsubscribe_routes());
  add(table, integration_routes());
  add(table, webhook_endpoint_routes());
  add(table, incoming_webhook_routes());
  add(table, status_callback_routes());
  add(table, feedback_webhook_routes());
  add(table, installation_routes());
  add(table, notification_routes());
  add(table, openapi_routes());
  add(table, service_worker_routes());
  add(table, delivery_config_routes());  // last: it takes what is left of GET /v2/channels/
  return table;
}

}  // namespace carillon::api
