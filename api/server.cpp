#include "api/server.hpp"

#include "api/auth/authenticator.hpp"
#include "api/http/cursor.hpp"
#include "api/http/dispatcher.hpp"
#include "api/http/queue_watch.hpp"
#include "api/routes.hpp"
#include "net/h1/h1_server.hpp"
#include "net/task_group.hpp"

namespace carillon::api {
namespace {

/// A client is told within a second that the queue is away: no command of ours may wait longer.
constexpr std::chrono::milliseconds longest_wait{900};

net::redis_options impatient(net::redis_options options) {
  options.command_timeout = std::min(options.command_timeout, longest_wait);
  options.client_name = "carillon-api";
  return options;
}

/// Of a service whose messages may be large. Amazon's end at 256 KiB.
bool is_large_webhook(std::string_view path) noexcept {
  return path.starts_with("/v2/integrations/github/webhooks/incoming/") ||
         path.starts_with("/v2/integrations/stripe/webhooks/incoming/");
}

net::h1_server_options http_options(const config::api_settings& settings) {
  net::h1_server_options options;
  options.max_body = settings.max_body;
  options.body_limit = [&settings](std::string_view method, std::string_view path) {
    if (method == "POST" && path == "/v2/broadcasts") return settings.max_broadcast_body;
    return is_large_webhook(path) ? settings.max_webhook_body : settings.max_body;
  };
  options.max_connections = settings.max_connections;
  options.header_timeout = settings.header_timeout;
  options.idle_timeout = settings.idle_timeout;
  options.is_port_shared = settings.threads > 1;
  return options;
}

/// settings.api.listen with another port.
std::string with_port(std::string listen, std::uint16_t port) {
  if (port != 0) listen.replace(listen.rfind(':') + 1, std::string::npos, std::to_string(port));
  return listen;
}

}  // namespace

class server::impl {
 public:
  impl(asio::io_context& context, server_environment environment)
      : context_(context),
        settings_(environment.settings),
        limits_(environment.limits ? std::move(environment.limits)
                                   : std::make_shared<traffic_limits>(settings_.api)),
        compute_(environment.compute ? std::move(environment.compute)
                                     : std::make_shared<net::compute_pool>()),
        redis_(net::connect_redis(context, impatient(std::move(environment.redis)))),
        names_(settings_.redis.key_prefix),
        keyring_(*redis_, names_, std::move(environment.master_keys)),
        projects_(*redis_, names_, keyring_),
        users_(*redis_, names_, keyring_),
        tokens_(*redis_, names_, keyring_),
        integrations_(*redis_, names_, keyring_, std::chrono::milliseconds(0)),
        jwts_(*redis_, names_),
        queue_(*redis_, {settings_.redis.key_prefix, settings_.redis.durability}),
        events_(*redis_, names_),
        installations_(*redis_, names_, keyring_),
        webhooks_(*redis_, names_),
        endpoints_(*redis_, names_, keyring_),
        templates_(*redis_, names_),
        inbox_(*redis_, names_),
        plans_(*redis_, names_),
        preferences_(*redis_, names_),
        suppressions_(*redis_, names_),
        used_(*redis_, names_),
        census_(*redis_, names_, settings_.api.max_project_tokens),
        watch_(context, *redis_, names_, settings_.api.max_queue_age),
        tasks_(context),
        http_(context, guarded(http_options(settings_.api)),
              [this](net::h1_request raw) { return dispatcher_->handle(std::move(raw)); }) {}

  task<result<void>> prepare() {
    const auto opened = co_await keyring_.open();
    if (!opened) co_return opened.error();
    const auto prepared = co_await queue_.prepare();
    if (!prepared) co_return prepared.error();
    tokens_.look_for_older_spellings(queue_.has_older_spellings());
    cursors_.emplace(keyring_.derive("cursor"));
    auto urls = outgoing_urls::make(settings_.providers.allowed_networks);
    if (!urls) co_return urls.error();
    urls_.emplace(std::move(*urls));
    calls_.emplace(context_, settings_, urls_->guard());
    certificates_.emplace(*calls_, settings_.providers);
    services_.emplace(
        services{settings_, keyring_,   projects_,  users_,          tokens_, integrations_,  jwts_,
                 queue_,    events_,    *cursors_,  *urls_,          *calls_, *certificates_, installations_,
                 webhooks_, endpoints_, templates_, inbox_,          plans_,  preferences_,   suppressions_,
                 *compute_, used_,      census_,    limits_->bulk(), watch_});
    authenticator_.emplace(keyring_, projects_, users_, jwts_, settings_.auth.audience);
    dispatcher_.emplace(*services_, *authenticator_, limits_, all_routes());
    listen_to_changes();
    co_await watch_.look();
    co_return result<void>();
  }

  result<std::uint16_t> listen(std::uint16_t port) {
    if (!dispatcher_) return error(errc::internal, "listen() before prepare()");
    auto listening = http_.listen(with_port(settings_.api.listen, port));
    if (listening) tasks_.spawn("queue_watch", watch_.run());
    return listening;
  }

  task<> stop(std::chrono::milliseconds patience) {
    co_await http_.stop(patience);
    co_await tasks_.join(std::chrono::milliseconds(0));
    redis_->close();
  }

 private:
  /// The dispatcher decides who may send large bodies.
  net::h1_server_options guarded(net::h1_server_options options) {
    options.admit = [this](const net::h1_request& head) { return dispatcher_->admit(head); };
    options.address_of = [this](const net::h1_request& head) { return dispatcher_->address_of(head); };
    return options;
  }

  /// Keys that were replaced and projects that go hold at once, not when what we remember of them has aged.
  void listen_to_changes() {
    redis_->subscribe(names_.project_pattern(), [this](std::string_view channel, std::string_view) {
      if (channel.empty()) return projects_.forget_all();  // we may have missed some
      if (const auto project = names_.project_of(channel)) projects_.forget(*project);
    });
  }

  asio::io_context& context_;
  const config::settings& settings_;
  std::shared_ptr<traffic_limits> limits_;
  std::shared_ptr<net::compute_pool> compute_;
  std::unique_ptr<net::redis> redis_;
  queue::keys names_;
  store::keyring keyring_;
  store::projects projects_;
  store::users users_;
  store::channel_tokens tokens_;
  store::integrations integrations_;
  store::jwt_registry jwts_;
  queue::queue queue_;
  queue::event_log events_;
  store::installations installations_;
  store::webhook_log webhooks_;
  store::webhook_endpoints endpoints_;
  store::message_templates templates_;
  store::inbox inbox_;
  store::delivery_plans plans_;
  store::preferences preferences_;
  store::suppressions suppressions_;
  store::used_once used_;
  store::token_census census_;
  queue_watch watch_;
  net::task_group tasks_;
  std::optional<cursor_codec> cursors_;
  std::optional<outgoing_urls> urls_;
  std::optional<outgoing_calls> calls_;
  std::optional<sns_certificates> certificates_;
  std::optional<services> services_;
  std::optional<authenticator> authenticator_;
  std::optional<dispatcher> dispatcher_;
  net::h1_server http_;
};

server::server(asio::io_context& context, server_environment environment)
    : impl_(std::make_unique<impl>(context, std::move(environment))) {}
server::~server() = default;
task<result<void>> server::prepare() {
  return impl_->prepare();
}
result<std::uint16_t> server::listen(std::uint16_t port) {
  return impl_->listen(port);
}
task<void> server::stop(std::chrono::milliseconds patience) {
  return impl_->stop(patience);
}

}  // namespace carillon::api
