#include "engine/routing/sender_registry.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "config/values.hpp"
#include "engine/parts/fault_point.hpp"
#include "engine/routing/integration_alarm.hpp"

namespace carillon::engine {
namespace {

constexpr std::chrono::minutes idle_for{10};

void log_unusable(project_id project, const store::integration& row, const error& why) {
  log::error("integration_unusable", why.detail,
             {{"project", project.to_string()}, {"integration", row.id.to_string()}, {"kind", row.kind}});
}

/// What the operator says of accounts of that kind; it was checked when it was read.
std::optional<providers::rate> own_ceiling(std::string_view kind, const config::named_texts& rates) {
  const auto found = rates.find(kind);
  if (found == rates.end()) return std::nullopt;
  const auto items = config::parse_count(found->second);
  return providers::rate{.items = items ? static_cast<std::uint32_t>(*items) : 0};
}

}  // namespace

sender_registry::sender_registry(worker_parts& parts, std::shared_ptr<process_share> shared,
                                 const net::address_guard& guard,
                                 std::shared_ptr<boost::asio::ssl::context> tls)
    : parts_(parts), shared_(std::move(shared)), guard_(guard), tls_(std::move(tls)) {}

task<result<std::shared_ptr<const routes>>> sender_registry::routes_of(project_id project) {
  auto rows = co_await parts_.integrations.list(project, "");
  if (!rows) co_return rows.error();
  versions seen;
  for (const auto& row : *rows) seen.emplace_back(row.id, row.version);
  auto& known = projects_[project];
  known.used = std::chrono::steady_clock::now();
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

breaker_board::states sender_registry::breakers(steady_time now) const {
  breaker_board::states worst;
  for (const auto& [project, known] : projects_) {
    for (const auto& [key, one] : known.senders) {
      auto& of = worst.of(one->via());
      of = std::max(of, std::optional(one->state(now)));
    }
  }
  return worst;
}

void sender_registry::drop_idle(steady_time now) {
  for (auto found = projects_.begin(); found != projects_.end();) {
    auto& known = found->second;
    for (const auto& [key, one] : known.senders) one->drop_idle(now, idle_for);
    const bool is_held = known.routes.use_count() > 1;  // by an open chunk
    if (!is_held && now - known.used >= idle_for) {
      parts_.integrations.forget(found->first);
      found = projects_.erase(found);
    } else {
      ++found;
    }
  }
  std::erase_if(carriers_, [](const auto& each) { return each.second.expired(); });
}

void sender_registry::renew(known_project& known, project_id project,
                            const std::vector<store::integration>& rows) {
  fault_point(fault::make_routes);
  integration_kinds kinds;
  sender_set made;
  std::vector<std::shared_ptr<sender>> in_order;
  const auto add = [&](const providers::row& row, const store::integration& from) {
    const sender_key key{row.facts.via, from.id, from.version};
    auto& one = made[key];
    if (const auto before = known.senders.find(key); before != known.senders.end()) {
      one = before->second;
    } else {
      const bool is_cut_to_fit = parts_.settings.providers.long_pushes == "cut";
      auto opened = make_sender({project, from.id, from.version, is_cut_to_fit}, row, from.config);
      if (!opened) {
        made.erase(key);
        return log_unusable(project, from, opened.error());
      }
      one = std::move(*opened);
    }
    in_order.push_back(one);
  };
  for (const auto& each : rows) {
    kinds.insert(each.kind);
    const auto* const row = providers::find_row(each.kind);
    if (row && row->open) add(*row, each);
  }
  for (const auto& row : providers::catalogue()) {
    if (row.open && !row.config_rule) {
      add(row, {.id = {}, .kind = std::string(row.facts.kind), .config = nullptr});
    }
  }
  const auto routes = std::make_shared<engine::routes>(std::move(in_order), std::move(kinds));
  for (const auto& [key, former] : known.senders) {
    if (!made.contains(key)) former->retire();
  }
  known.routes = routes;
  known.senders = std::move(made);
}

result<std::shared_ptr<sender>> sender_registry::make_sender(const sender_identity& identity,
                                                             const providers::row& row, const json& config) {
  auto account = row.open(config);
  if (!account) return account.error();
  const auto alone = identity.integration.to_string() + '/' + std::to_string(identity.version);
  sender_tools tools{
      .connect = [this, account = *account,
                  alone](const providers::destination& to) { return connect(*account, alone, to); },
      .on_trouble = [this](const sender& by, trouble what) { tell_of_trouble(parts_, by, std::move(what)); },
      .on_recovered = [this](const sender& by) { recovered_(by.identity().project); },
      .vault = shared_->tokens,
      .request_timeout = parts_.settings.providers.request_timeout,
      .share = shared_->workers(),
      .ceiling = own_ceiling(row.facts.kind, parts_.settings.providers.rates)};
  return sender::make(identity, row.facts, std::move(*account), std::move(tools));
}

result<std::shared_ptr<carrier>> sender_registry::connect(const providers::account& account,
                                                          const std::string& fallback_key,
                                                          const providers::destination& to) {
  const auto& settings = parts_.settings.providers;
  const auto moved = settings.origin_of(to.place);
  const auto& url = moved ? *moved : to.url;
  auto called = net::parse_service(url);
  if (!called) return called.error();
  // In the clear only where the operator says so, or the mail server's own STARTTLS comes next.
  if (called->spoken == net::scheme::http && !moved)
    return error(errc::invalid_argument, "an origin without TLS is not called");
  auto shared_by = account.pool_key();
  if (shared_by.empty()) shared_by = fallback_key;
  // Whoever is asked for tokens does not share the connections of messages.
  auto& known = carriers_[{url + (to.is_foreign ? " guarded" : ""), std::move(shared_by)}];
  if (auto shared = known.lock()) return shared;
  const bool is_secure = called->spoken == net::scheme::https || called->spoken == net::scheme::smtps;
  net::origin_pool_options options{
      .target = std::move(called->target),
      .tls = tls_,
      .is_secure = is_secure,
      .connections = to.is_foreign ? 1 : settings.connections,
      .single_connections =
          account.session() ? settings.mail_sessions : net::origin_pool_options{}.single_connections,
      .streams = settings.streams,
      .is_probed_first = account.is_probed_first(),
      .connect_timeout = settings.connect_timeout,
      .mail = account.session() ? std::optional(*account.session()) : std::nullopt,
      .guard = to.is_foreign ? &guard_ : nullptr,
      .name_servers = parts_.settings.dns.servers};
  std::shared_ptr<carrier> made =
      std::make_shared<pool_carrier>(parts_.context, parts_.wheel, std::move(options));
  known = made;
  return made;
}

}  // namespace carillon::engine
