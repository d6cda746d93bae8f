#include "api/routes.hpp"

#include "api/broadcasts.hpp"
#include "api/device_tokens.hpp"
#include "api/events.hpp"
#include "api/integrations.hpp"
#include "api/jwts.hpp"
#include "api/users.hpp"

namespace carillon::api {
namespace {

constexpr auto project = role::project;
constexpr auto user = role::user;

struct token_paths {
  provider via;
  std::string_view own, own_one, users, users_one;
};
constexpr token_paths apns_paths{provider::apns, "/v2/channels/mobile_push/apns/tokens",
                                 "/v2/channels/mobile_push/apns/tokens/{token_id}",
                                 "/v2/users/{user_id}/channels/mobile_push/apns/tokens",
                                 "/v2/users/{user_id}/channels/mobile_push/apns/tokens/{token_id}"};
constexpr token_paths fcm_paths{provider::fcm, "/v2/channels/mobile_push/fcm/tokens",
                                "/v2/channels/mobile_push/fcm/tokens/{token_id}",
                                "/v2/users/{user_id}/channels/mobile_push/fcm/tokens",
                                "/v2/users/{user_id}/channels/mobile_push/fcm/tokens/{token_id}"};

struct integration_paths {
  const integration_kind& kind;
  std::string_view all, one;
};

void add(std::vector<route>& to, std::vector<route> rows) {
  for (auto& row : rows) to.push_back(std::move(row));
}

std::vector<route> token_routes(const token_paths& paths) {
  const auto via = paths.via;
  const auto kind = std::string(to_string(via));
  return {
      {"POST", paths.own, user, "save_" + kind + "_token", save_own_token(via, 201)},
      {"PUT", paths.own, user, "replace_" + kind + "_token", save_own_token(via, 200)},
      {"GET", paths.own, user, "list_" + kind + "_tokens", list_own_tokens(via)},
      {"GET", paths.own_one, user, "fetch_" + kind + "_token", fetch_own_token(via)},
      {"DELETE", paths.own_one, user, "discard_" + kind + "_token", discard_own_token(via)},
      {"GET", paths.users, project, "list_user_" + kind + "_tokens", list_users_tokens(via)},
      {"GET", paths.users_one, project, "fetch_user_" + kind + "_token", fetch_users_token(via)},
      {"DELETE", paths.users_one, project, "discard_user_" + kind + "_token", discard_users_token(via)},
  };
}

std::vector<route> integration_routes(const integration_paths& paths) {
  const auto kind = std::string(paths.kind.name);
  return {
      {"PUT", paths.all, project, "save_" + kind + "_integration", save_integration(paths.kind)},
      {"GET", paths.all, project, "list_" + kind + "_integrations", list_integrations_of(paths.kind)},
      {"DELETE", paths.all, project, "delete_" + kind + "_integrations", delete_integrations(paths.kind)},
      {"DELETE", paths.one, project, "delete_" + kind + "_integration", delete_integrations(paths.kind)},
  };
}

}  // namespace

std::vector<route> all_routes() {
  const auto& kinds = integration_kinds();
  std::vector<route> table{
      {"POST", "/v2/broadcasts", project, "create_broadcast", create_broadcast},
      {"GET", "/v2/broadcasts", project, "list_broadcasts", list_broadcasts},
      {"GET", "/v2/broadcasts/{broadcast_id}", project, "fetch_broadcast", fetch_broadcast},
      {"GET", "/v2/events", project, "list_events", list_events},
      {"GET", "/v2/events/{event_id}", project, "fetch_event", fetch_event},
      {"GET", "/v2/integrations", project, "list_integrations", list_integrations},
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
  add(table, token_routes(apns_paths));
  add(table, token_routes(fcm_paths));
  add(table, integration_routes({kinds[0], "/v2/integrations/apns", "/v2/integrations/apns/{id}"}));
  add(table, integration_routes({kinds[1], "/v2/integrations/fcm", "/v2/integrations/fcm/{id}"}));
  return table;
}

}  // namespace carillon::api
