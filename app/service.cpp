#include "app/service.hpp"

#include <unistd.h>
#include <algorithm>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <fstream>
#include <thread>

#include "api/http/ops_server.hpp"
#include "api/http/traffic_limits.hpp"
#include "api/server.hpp"
#include "app/deployment.hpp"
#include "app/exit_code.hpp"
#include "app/file_limit.hpp"
#include "app/foundation.hpp"
#include "app/loop.hpp"
#include "app/readiness.hpp"
#include "app/reload.hpp"
#include "app/service_manager.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "base/version.hpp"
#include "config/changes.hpp"
#include "engine/roles/worker.hpp"
#include "net/address_guard.hpp"
#include "net/task_group.hpp"

namespace carillon::app {
namespace {

constexpr auto api_patience = std::chrono::milliseconds(5000);
/// Of workers beside an API in one process: a client waits for its answer, a queue can. Of two that want one
/// core the worker still gets a third.
constexpr int worker_niceness = 3;

/// One thread and what runs on it, with settings that only that thread touches. The role dies before its
/// thread.
template <class Role>
struct seat {
  std::unique_ptr<config::settings> settings;
  std::unique_ptr<net::io_thread> thread;
  std::unique_ptr<Role> role;
};

unsigned worker_threads(const config::worker_settings& settings) {
  return settings.threads != 0 ? settings.threads : std::max(1U, std::thread::hardware_concurrency() / 2);
}

/// For what loops must not do themselves: a quarter of the cores, at least one thread.
std::shared_ptr<net::compute_pool> make_compute_pool() {
  const net::compute_pool_options options{.threads = std::max(1U, std::thread::hardware_concurrency() / 4)};
  return std::make_shared<net::compute_pool>(options);
}

/// `environment_of(settings)`: what a role gets, with settings that are its own.
template <class Role, class Make>
result<void> seat_all(std::vector<seat<Role>>& seats, unsigned count, const std::string& name,
                      const config::settings& settings, Make environment_of, int niceness = 0) {
  for (unsigned i = 0; i < count; ++i) {
    auto& made = seats.emplace_back();
    made.thread = std::make_unique<net::io_thread>(name + "-" + std::to_string(i), niceness);
    made.settings = std::make_unique<config::settings>(settings);
    made.role = std::make_unique<Role>(made.thread->context(), environment_of(*made.settings));
    made.thread->start();
    Role* role = made.role.get();
    auto prepared = run_on<result<void>>(*made.thread, [role] { return role->prepare(); }).get();
    if (!prepared) return prepared.error();
  }
  return {};
}

/// Each role reads them on its thread from now on.
template <class Role>
void adopt_all(std::vector<seat<Role>>& seats, const std::shared_ptr<const config::settings>& now) {
  for (auto& each : seats)
    each.thread->post([own = each.settings.get(), now] { config::adopt_hot(*own, *now); });
}

/// Destroys each role on its own thread, then ends the thread.
template <class Role>
void unseat_all(std::vector<seat<Role>>& seats) {
  for (auto& each : seats) {
    Role* role = each.role.release();
    each.thread->post([role] { delete role; });
    each.thread->release();
    each.thread->join();
  }
  seats.clear();
}

class service {
 public:
  service(foundation base, std::string deployment, net::address_guard guard, const command_line& line,
          roles which)
      : base_(std::move(base)),
        deployment_(std::move(deployment)),
        guard_(std::move(guard)),
        line_(line),
        roles_(which) {}

  int run() {
    const auto started = start();
    if (!started) {
      begin_stop(std::chrono::milliseconds(0));  // what has begun ends as it would have later
      main_.run();
      stop();
      return report(started.error());
    }
    main_.run();  // until the second phase of stop() is through
    stop();
    return EXIT_SUCCESS;
  }

 private:
  result<void> start() {
    if (roles_.has_worker) {
      const auto threads = worker_threads(base_.settings.worker);
      const auto shared = engine::make_process_share(threads);
      const auto environment_of = [&](const config::settings& own) {
        return engine::worker_environment{own, base_.redis, base_.master_keys, guard_, shared, compute_};
      };
      auto seated = seat_all(workers_, threads, "worker", base_.settings, environment_of,
                             roles_.has_api ? worker_niceness : 0);
      if (!seated) return seated.error();
      if (base_.embedded) {  // we hold its folder: whoever had a lease is no more
        auto& first = workers_.front();
        const auto taken = run_on<result<void>>(*first.thread, [worker = first.role.get()] {
                             return worker->take_back_leases();
                           }).get();
        if (!taken) return taken.error();
      }
    }
    if (roles_.has_api) {
      limits_ = std::make_shared<api::traffic_limits>(base_.settings.api);
      const auto environment_of = [&](const config::settings& own) {
        return api::server_environment{own, base_.redis, base_.master_keys, limits_, compute_};
      };
      auto seated =
          seat_all(apis_, std::max(1U, base_.settings.api.threads), "api", base_.settings, environment_of);
      if (!seated) return seated.error();
    }
    readiness::worker_probe workers;
    if (roles_.has_worker) workers = [this] { return find_idle_work(); };
    readiness_ = std::make_unique<readiness>(main_, base_.redis, base_.settings.redis.key_prefix, deployment_,
                                             std::move(workers));
    if (!base_.settings.ops.listen.empty()) {
      ops_ = std::make_unique<api::ops_server>(
          main_, api::ops_probes{.is_alive = [this] { return are_loops_turning(); },
                                 .readiness = [this] { return readiness_->check(is_stopping_); }});
      auto port = ops_->listen(base_.settings.ops.listen);
      if (!port) return port.error();
      ops_port_ = *port;
    }
    for (auto& each : apis_) {
      api::server* server = each.role.get();
      const auto wanted = api_port_;
      auto port =
          run_on<result<std::uint16_t>>(*each.thread, [server, wanted]() -> task<result<std::uint16_t>> {
            co_return server->listen(wanted);
          }).get();
      if (!port) return port.error();
      api_port_ = *port;
    }
    for (auto& each : workers_) each.thread->post([worker = each.role.get()] { worker->start(); });
    wait_for_signals();
    wait_for_reloads();
    feed_watchdog();
    return announce();
  }

  result<void> announce() {
    log::info("ready", "serving",
              {{"version", version()},
               {"api_port", api_port_},
               {"ops_port", ops_port_},
               {"workers", workers_.size()},
               {"redis", base_.embedded ? "embedded" : "configured"}});
    tell_ready("Serving");
    if (line_.ready_file.empty()) return {};
    const json ready{{"api_port", api_port_}, {"ops_port", ops_port_}, {"pid", getpid()}};
    const std::string partial = line_.ready_file + ".partial";
    std::ofstream(partial) << dump_json(ready) << '\n';
    if (std::rename(partial.c_str(), line_.ready_file.c_str()) != 0) {
      return error(errc::configuration, "--ready-file " + line_.ready_file + " cannot be written");
    }
    return {};
  }

  void wait_for_signals() {
    signals_.async_wait([this](boost::system::error_code ec, int signal) {
      if (ec) return;
      if (!is_stopping_) {
        log::info("stopping", "letting deliveries in flight finish", {{"signal", signal}});
        tell_stopping();
        begin_stop(in_force_.worker.drain);
      } else {
        log::warn("stopping_soon", "another signal: deliveries in flight have worker.drain_min to finish",
                  {{"signal", signal}});
        begin_stop(in_force_.worker.drain_min);
      }
      wait_for_signals();
    });
  }

  void wait_for_reloads() {
    reloads_.async_wait([this](boost::system::error_code ec, int) {
      if (ec || is_stopping_) return;
      tell_reloading();
      if (reload_settings(line_.sources, in_force_)) adopt();
      tell_ready("Serving");
      wait_for_reloads();
    });
  }

  void adopt() {
    const auto now = std::make_shared<const config::settings>(in_force_);
    adopt_all(workers_, now);
    adopt_all(apis_, now);
    if (limits_) limits_->adopt(now->api);
  }

  /// First the API (nothing new comes in), then the workers; main_ ends when the last has drained.
  void begin_stop(std::chrono::milliseconds patience) {
    const bool is_first = !is_stopping_;
    is_stopping_ = true;
    if (is_first) {
      for (auto& each : apis_) {
        leaving_.spawn(
            "api stop",
            hand_over([server = each.role.get()] { return server->stop(api_patience); }, *each.thread));
      }
    }
    for (auto& each : workers_) {
      leaving_.spawn(
          "drain",
          hand_over([worker = each.role.get(), patience] { return worker->drain(patience); }, *each.thread));
    }
    if (is_first) {
      asio::co_spawn(main_, leaving_.join(std::chrono::hours(1)), [this](std::exception_ptr, std::size_t) {
        signals_.cancel();
        reloads_.cancel();
        watchdog_.cancel();
        main_.stop();
      });
    }
  }

  /// Runs `make()` on another thread and resumes here when it ended.
  task<void> hand_over(std::function<task<void>()> make, net::io_thread& there) {
    asio::steady_timer done(main_, asio::steady_timer::time_point::max());
    auto* finished = &done;
    asio::post(there.context(), [this, &there, make = std::move(make), finished] {
      auto kept = std::make_shared<std::function<task<void>()>>(make);
      asio::co_spawn(there.context(), (*kept)(), [this, kept, finished](std::exception_ptr thrown) {
        if (thrown) log::error("stop_failed", "a role did not stop cleanly");
        asio::post(main_, [finished] { finished->cancel(); });
      });
    });
    co_await done.async_wait(no_throw);
  }

  void feed_watchdog() {
    watchdog_.expires_after(std::chrono::seconds(5));
    watchdog_.async_wait([this](boost::system::error_code ec) {
      if (ec) return;
      if (are_loops_turning()) tell_alive();
      leaving_.spawn("deployment", readiness_->look_for_deployment());
      feed_watchdog();
    });
  }

  bool are_loops_turning() const {
    const auto limit = std::chrono::steady_clock::now() - std::chrono::seconds(10);
    const auto is_turning = [limit](const auto& each) { return each.thread->last_tick() > limit; };
    return std::ranges::all_of(workers_, is_turning) && std::ranges::all_of(apis_, is_turning);
  }

  /// Of the first worker whose work waits while nothing moves.
  std::optional<std::string> find_idle_work() const {
    for (const auto& each : workers_) {
      if (auto trouble = each.role->trouble(std::chrono::steady_clock::now())) return trouble;
    }
    return std::nullopt;
  }

  void stop() {
    unseat_all(apis_);
    unseat_all(workers_);
    if (ops_) {  // to the last moment somebody may want to see how the drain gets on
      main_.restart();
      asio::co_spawn(main_, ops_->stop(), [this](const std::exception_ptr&) { main_.stop(); });
      main_.run();
    }
    ops_.reset();
    readiness_.reset();
    if (base_.embedded) base_.embedded->stop();  // last: it holds what the others just committed
    log::info("stopped", "everything is committed and closed");
    log::flush();
    let_signals_pass();
  }

  /// Nothing is left to stop: a second signal that comes now must not make a failure of our end.
  void let_signals_pass() {
    signals_.clear();
    std::signal(SIGTERM, SIG_IGN);
    std::signal(SIGINT, SIG_IGN);
  }

  foundation base_;
  std::string deployment_;
  net::address_guard guard_;
  const command_line& line_;
  roles roles_;
  asio::io_context main_{1};
  asio::signal_set signals_{main_, SIGTERM, SIGINT};
  asio::signal_set reloads_{main_, SIGHUP};
  asio::steady_timer watchdog_{main_};
  net::task_group leaving_{main_};
  const std::shared_ptr<net::compute_pool> compute_ = make_compute_pool();
  std::shared_ptr<api::traffic_limits> limits_;
  std::vector<seat<engine::worker>> workers_;
  std::vector<seat<api::server>> apis_;
  std::unique_ptr<readiness> readiness_;
  std::unique_ptr<api::ops_server> ops_;
  /// Main's own; each role has its own, too. base_.settings are those of the start.
  config::settings in_force_ = base_.settings;
  std::uint16_t api_port_ = 0;
  std::uint16_t ops_port_ = 0;
  bool is_stopping_ = false;
};

}  // namespace

int run_service(const command_line& line, roles which) {
  std::signal(SIGPIPE, SIG_IGN);
  auto base = lay_foundation(line.sources, purpose::service);
  if (!base) return report(base.error());
  auto deployment = recognise_deployment(base->settings, base->redis);
  if (!deployment) return report(deployment.error());
  auto guard = net::address_guard::make(base->settings.providers.allowed_networks);
  if (!guard) return report(guard.error());
  const auto& api = base->settings.api;
  raise_file_limit(which.has_api ? std::size_t{api.threads} * api.max_connections : 0);
  service running(std::move(*base), std::move(*deployment), std::move(*guard), line, which);
  return running.run();
}

}  // namespace carillon::app
