// What a handler gets, and what it works with. Requests are values that die with their handler; services are
// the server's own, one set an io thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/auth/claims.hpp"
#include "api/http/problem.hpp"
#include "api/http/query.hpp"
#include "api/resources/outgoing_calls.hpp"
#include "api/resources/outgoing_urls.hpp"
#include "api/webhooks/sns_certificates.hpp"
#include "config/settings.hpp"
#include "engine/content/template_alarm.hpp"
#include "engine/content/template_cache.hpp"
#include "net/compute_pool.hpp"
#include "queue/event_log.hpp"
#include "queue/queue.hpp"
#include "store/channel_token.hpp"
#include "store/delivery_plan.hpp"
#include "store/inbox.hpp"
#include "store/installation.hpp"
#include "store/integration.hpp"
#include "store/jwt_registry.hpp"
#include "store/keyring.hpp"
#include "store/message_template.hpp"
#include "store/preferences.hpp"
#include "store/project.hpp"
#include "store/suppression.hpp"
#include "store/token_census.hpp"
#include "store/used_once.hpp"
#include "store/user.hpp"
#include "store/webhook_endpoint.hpp"
#include "store/webhook_log.hpp"

namespace carillon::api {

class bulk_limits;
class cursor_codec;
class queue_watch;
struct access_record;

/// Who may call a route. Roles exclude each other: a project token is no user.
enum class role {
  none,     ///< anyone; a signature may take the token's place
  project,  ///< project JWT
  user,     ///< user JWT
};
std::string_view to_string(role value) noexcept;

/// What a caller's token was: for who makes another credential from it.
struct caller_token {
  token_kind kind = token_kind::project;
  std::optional<jwt_id> id;         ///< of issued tokens
  token_validity valid;             ///< what is made from it must not outlive it
  bool has_former_key = false;      ///< signed by the customer with the secret key that is being replaced
  std::optional<jwt_id> through{};  ///< of issued user tokens: the project token that asked for it
};

struct caller {
  std::shared_ptr<const store::project> project;  ///< null where nobody proved who they are
  std::optional<store::user> user;                ///< on user routes
  caller_token token{};
};

struct request {
  net::h1_request raw;
  std::string id;                                                    ///< X-Request-Id
  std::string_view pattern;                                          ///< of the route; static
  std::vector<std::pair<std::string_view, std::string>> parameters;  ///< of the path, decoded
  query_parameters query;
  api::caller caller;
  access_record* record = nullptr;  ///< the dispatcher's, outlives the handler; none in tests of handlers

  project_id project() const noexcept { return caller.project ? caller.project->id : project_id(); }
  /// For the access log, on routes where no token says whose request it is.
  void note_project(project_id found) const;
  /// The path parameter of that name; it exists by construction of the route.
  std::string_view parameter(std::string_view name) const;
  /// The parameter as a strong id; 400 when it is no UUID.
  template <class Id>
  checked<Id> id_parameter(std::string_view name) const {
    const auto parsed = Id::parse(parameter(name));
    if (!parsed) return problem{400, "invalid " + std::string(name) + ": it should be a UUID"};
    return *parsed;
  }
};

struct services {
  const config::settings& settings;
  store::keyring& keyring;
  store::projects& projects;
  store::users& users;
  store::channel_tokens& tokens;
  store::integrations& integrations;
  store::jwt_registry& jwts;
  queue::queue& queue;
  queue::event_log& events;
  const cursor_codec& cursors;
  const outgoing_urls& urls;
  outgoing_calls& calls;
  sns_certificates& certificates;
  store::installations& installations;
  store::webhook_log& webhooks;
  store::webhook_endpoints& endpoints;
  store::message_templates& templates;
  store::inbox& inbox;
  store::delivery_plans& plans;
  store::preferences& preferences;
  store::suppressions& suppressions;
  net::compute_pool& compute;
  store::used_once& used;
  store::token_census& census;
  bulk_limits& bulk;
  const queue_watch& watch;
  engine::template_cache parsed_templates{};
  engine::template_alarm failed_templates{};
};

/// Appends a non-delivery event (rest-contract.md 6, "Events"). Never fails the request: a lost note is
/// logged.
task<> note_event(services& with, project_id project, event_name kind, json context);

/// Where a user's things are kept.
store::user_ref to_ref(project_id project, const store::user& user) noexcept;

}  // namespace carillon::api
