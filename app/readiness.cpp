#include "app/readiness.hpp"

#include <unistd.h>

#include "app/deployment.hpp"
#include "base/log.hpp"

namespace carillon::app {
namespace {

constexpr auto patience = std::chrono::milliseconds(1000);

/// A full Redis is no reason to take us out of service: what reads, frees or was accepted goes on.
const net::redis_script write_script("write_ready",
                                     "#!lua flags=allow-oom\n"
                                     "return redis.call('SET', KEYS[1], '1', 'PX', 60000)");

net::redis_options impatient(net::redis_options options) {
  options.command_timeout = std::min(options.command_timeout, patience);
  options.client_name = "carillon-readiness";
  return options;
}

}  // namespace

readiness::readiness(asio::io_context& context, net::redis_options redis, std::string prefix,
                     std::string deployment, worker_probe workers)
    : link_(net::connect_redis(context, impatient(std::move(redis)))),
      names_(std::move(prefix)),
      deployment_(std::move(deployment)),
      workers_(std::move(workers)) {}

readiness::~readiness() {
  link_->close();
}

task<std::vector<api::probe_result>> readiness::check(bool is_stopping) {
  // A write, because a Redis whose disk is full still answers reads and PING may not tell.
  std::vector<std::string> written = {names_.worker("ready-" + std::to_string(getpid()))};
  auto answered = co_await link_->call(write_script, std::move(written), {});
  api::probe_result redis{.name = "redis", .is_ok = true, .detail = "reachable and writable"};
  if (!answered) {
    redis = {.name = "redis", .is_ok = false, .detail = answered.error().detail};
  } else if (answered->is_error()) {
    redis = {.name = "redis", .is_ok = false, .detail = answered->text};
  }
  if (redis.is_ok) {
    co_await look_for_deployment();
    if (forgotten_) redis = {.name = "redis", .is_ok = false, .detail = *forgotten_};
  }
  std::vector<api::probe_result> found;
  found.push_back(std::move(redis));
  if (workers_) {
    auto trouble = workers_();
    found.push_back({.name = "worker", .is_ok = !trouble, .detail = trouble.value_or("work gets on")});
  }
  found.push_back({.name = "draining", .is_ok = !is_stopping, .detail = is_stopping ? "stopping" : "no"});
  co_return found;
}

task<> readiness::look_for_deployment() {
  const auto found = net::require_success(co_await link_->call(ask_for_deployment(names_)));
  if (!found) co_return;  // that is said elsewhere
  auto forgotten = what_was_forgotten(*found, deployment_);
  if (forgotten == forgotten_) co_return;
  forgotten_ = std::move(forgotten);
  if (forgotten_) {
    log::error("redis_forgot", *forgotten_, {{"cure", "bring its data back, then restart"}});
  } else {
    log::info("redis_remembers", "Redis holds this deployment again");
  }
}

}  // namespace carillon::app
