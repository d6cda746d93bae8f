#include "engine/routing/sender_registry.hpp"

#include "base/log.hpp"
#include "engine/parts/fault_point.hpp"
#include "engine/routing/apns_sender.hpp"
#include "engine/routing/fcm_sender.hpp"

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
    renew(known, project, *rows);
    known.seen = std::move(seen);
  }
  co_return known.routes;
}

std::shared_ptr<const routes> sender_registry::last_routes_of(project_id project) const {
  const auto found = projects_.find(project);
  return found == projects_.end() ? nullptr : found->second.routes;
}

std::vector<project_id> sender_registry::known_projects() const {
  std::vector<project_id> all;
  for (const auto& [project, known] : projects_) all.push_back(project);
  return all;
}

void sender_registry::renew(known_project& known, project_id project,
                            const std::vector<store::integration>& rows) {
  fault_point(fault::make_routes);
  draft made{.project = project, .before = known.senders};
  for (const auto& row : rows) {
    made.routes.kinds.insert(row.kind);
    if (row.kind == "apns") add_apns(made, row);
    if (row.kind == "fcm" && !made.routes.fcm) add_fcm(made, row);
  }
  const auto routes = std::make_shared<engine::routes>(std::move(made.routes));
  for (const auto& [key, former] : known.senders) {
    if (!made.senders.contains(key)) former->retire();
  }
  known.routes = routes;
  known.senders = std::move(made.senders);
}

void sender_registry::add_apns(draft& made, const store::integration& row) {
  auto account = providers::apns::parse_config(row.config);
  if (!account) return log_unusable(made.project, row, account.error());
  const auto& places = parts_.settings.providers;
  for (const bool is_development : {false, true}) {
    const auto url = is_development
                         ? places.origin_of("apns_sandbox").value_or("https://api.sandbox.push.apple.com")
                         : places.origin_of("apns_production").value_or("https://api.push.apple.com");
    const sender_key key{row.id, row.version, is_development};
    std::shared_ptr<sender> found;
    if (const auto before = made.before.find(key); before != made.before.end()) {
      found = before->second;
    } else {
      auto target = net::parse_origin(url);
      if (!target) return log_unusable(made.project, row, target.error());
      auto options = options_for(*target);
      options.is_probed_first = true;
      found = std::make_shared<apns_sender>(
          sender_identity{made.project, row.id, row.version, provider::apns, is_development, is_cut_to_fit()},
          pool({url, account->team_id + '/' + account->key_id, account->key.public_pem()},
               std::move(options)),
          *account, credentials_->get(*account));
    }
    made.senders[key] = found;
    (is_development ? made.routes.apns_development : made.routes.apns_production).push_back(found);
  }
  made.routes.app_ids.push_back(account->app_id);
}

void sender_registry::add_fcm(draft& made, const store::integration& row) {
  const sender_key key{row.id, row.version, false};
  if (const auto before = made.before.find(key); before != made.before.end()) {
    made.routes.fcm = made.senders[key] = before->second;
    return;
  }
  auto account = providers::fcm::parse_config(row.config);
  if (!account) return log_unusable(made.project, row, account.error());
  const auto url = parts_.settings.providers.origin_of("fcm").value_or("https://fcm.googleapis.com");
  auto target = net::parse_origin(url);
  if (!target) return log_unusable(made.project, row, target.error());
  auto token_target = token_origin(account->token_uri);
  if (!token_target) return log_unusable(made.project, row, token_target.error());

  auto token_options = options_for(*token_target);
  token_options.connections = 1;
  token_options.guard = &guard_;
  fcm_connections connections{
      .messages = pool({url, account->client_email, account->private_key_id}, options_for(*target)),
      .tokens = std::make_shared<net::origin_pool>(parts_.context, parts_.wheel, std::move(token_options)),
      .request_timeout = parts_.settings.providers.request_timeout};
  made.routes.fcm = made.senders[key] = std::make_shared<fcm_sender>(
      parts_, sender_identity{made.project, row.id, row.version, provider::fcm, false, is_cut_to_fit()},
      std::move(connections), std::move(*account));
}

bool sender_registry::is_cut_to_fit() const noexcept {
  return parts_.settings.providers.long_pushes == "cut";
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
  }
  return shared;
}

}  // namespace carillon::engine
