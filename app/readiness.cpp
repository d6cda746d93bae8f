#include "app/readiness.hpp"

#include <unistd.h>

namespace carillon::app {
namespace {

constexpr auto patience = std::chrono::milliseconds(1000);

net::redis_options impatient(net::redis_options options) {
  options.command_timeout = std::min(options.command_timeout, patience);
  options.client_name = "carillon-readiness";
  return options;
}

}  // namespace

readiness::readiness(asio::io_context& context, net::redis_options redis, std::string prefix,
                     worker_probe workers)
    : link_(net::connect_redis(context, impatient(std::move(redis)))),
      names_(std::move(prefix)),
      workers_(std::move(workers)) {}

readiness::~readiness() {
  link_->close();
}

task<std::vector<api::probe_result>> readiness::check(bool is_stopping) {
  // A write, because a Redis whose disk is full still answers reads and PING may not tell.
  net::redis_command write{"SET", names_.worker("ready-" + std::to_string(getpid())), "1", "PX", "60000"};
  auto answered = co_await link_->call(std::move(write));
  api::probe_result redis{.name = "redis", .is_ok = true, .detail = "reachable and writable"};
  if (!answered) {
    redis = {.name = "redis", .is_ok = false, .detail = answered.error().detail};
  } else if (answered->is_error()) {
    redis = {.name = "redis", .is_ok = false, .detail = answered->text};
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

}  // namespace carillon::app
