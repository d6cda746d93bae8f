#include "engine/sender_registry.hpp"

#include "base/log.hpp"
#include "engine/apns_sender.hpp"
#include "engine/fault_point.hpp"
#include "engine/fcm_sender.hpp"

namespace carillon::engine {
namespace {

void log_unusable(project_id project, const store::integration& row, const error& why) {
  log::error("integration_unusable", why.detail,
             {{"project", project.to_string()}, {"integration", row.id.to_string()}, {"kind", row.kind}});
}

}  // namespace

sender_registry::sender_registry(worker_parts& parts, std::shared_ptr<shared_credentials> credentials,
                                 const net::address_guard& guard,
                                 std::shared_ptr<boost::asio::ssl::context> tls)
    : parts_(parts), credentials_(std::move(credentials)), guard_(guard), tls_(std::move(tls)) {}

task<result<std::shared_ptr<const routes>>> sender_registry::routes_of(project_id project) {
  auto rows = co_await parts_.integrations.list(project, "");
  if (!rows) co_return rows.error();
  versions seen;
  for (const auto& row : *rows) seen.emplace_back(row.id, row.version);
  auto& known = projects_[project];
  if (!known.routes || known.seen != seen) {
    known.routes = make_routes(project, *rows);
    known.seen = std::move(seen);
  }
  co_return known.routes;
}

std::shared_ptr<const routes> sender_registry::make_routes(project_id project,
                                                           const std::vector<store::integration>& rows) {
  fault_point(fault::make_routes);
  auto made = std::make_shared<routes>();
  for (const auto& row : rows) {
    made->kinds.insert(row.kind);
    if (row.kind == "apns") add_apns(*made, project, row);
    if (row.kind == "fcm" && !made->fcm) add_fcm(*made, project, row);
  }
  return made;
}

void sender_registry::add_apns(routes& made, project_id project, const store::integration& row) {
  auto account = providers::apns::parse_config(row.config);
  if (!account) return log_unusable(project, row, account.error());
  const auto& places = parts_.settings.providers;
  for (const bool is_development : {false, true}) {
    const auto& url = is_development ? places.apns_sandbox : places.apns_production;
    auto target = net::parse_origin(url);
    if (!target) return log_unusable(project, row, target.error());
    auto options = options_for(*target);
    options.is_probed_first = true;
    auto& list = is_development ? made.apns_development : made.apns_production;
    list.push_back(std::make_shared<apns_sender>(
        sender_identity{project, row.id, row.version, provider::apns, is_development},
        pool({url, account->team_id, account->key_id}, std::move(options)), *account,
        credentials_->get(*account)));
  }
  made.app_ids.push_back(account->app_id);
}

void sender_registry::add_fcm(routes& made, project_id project, const store::integration& row) {
  auto account = providers::fcm::parse_config(row.config);
  if (!account) return log_unusable(project, row, account.error());
  auto target = net::parse_origin(parts_.settings.providers.fcm);
  if (!target) return log_unusable(project, row, target.error());
  auto token_target = token_origin(account->token_uri);
  if (!token_target) return log_unusable(project, row, token_target.error());

  auto token_options = options_for(*token_target);
  token_options.connections = 1;
  token_options.guard = &guard_;
  fcm_connections connections{
      .messages = pool({parts_.settings.providers.fcm, account->client_email, account->private_key_id},
                       options_for(*target)),
      .tokens = std::make_shared<net::origin_pool>(parts_.context, parts_.wheel, std::move(token_options)),
      .request_timeout = parts_.settings.providers.request_timeout};
  made.fcm = std::make_shared<fcm_sender>(parts_,
                                          sender_identity{project, row.id, row.version, provider::fcm, false},
                                          std::move(connections), std::move(*account));
}

net::origin_pool_options sender_registry::options_for(net::origin target) const {
  const auto& settings = parts_.settings.providers;
  return {.target = std::move(target),
          .tls = tls_,
          .connections = settings.connections,
          .streams = settings.streams,
          .connect_timeout = settings.connect_timeout,
          .name_servers = parts_.settings.dns.servers};
}

std::shared_ptr<net::origin_pool> sender_registry::pool(pool_key key, net::origin_pool_options options) {
  auto& known = pools_[std::move(key)];
  auto shared = known.lock();
  if (!shared) {
    shared = std::make_shared<net::origin_pool>(parts_.context, parts_.wheel, std::move(options));
    known = shared;
  } else {
    shared->retire_connections();  // a key or an integration was replaced: nothing of the old may linger
  }
  return shared;
}

}  // namespace carillon::engine
