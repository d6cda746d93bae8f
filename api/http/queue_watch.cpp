#include "api/http/queue_watch.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "net/redis/redis_memory.hpp"

namespace carillon::api {
namespace {

constexpr std::chrono::seconds between_looks{1};
constexpr unsigned looks_an_age = 5;  // who is behind by an hour is so for longer than seconds
constexpr std::chrono::seconds come_back_after{60};

}  // namespace

queue_watch::queue_watch(asio::io_context& context, net::redis& redis, queue::keys names,
                         std::chrono::milliseconds longest_wait)
    : redis_(redis),
      timer_(context),
      ages_(redis, std::move(names)),
      longest_wait_(longest_wait),
      memory_ratio_(metrics::get_gauge("carillon_redis_memory_ratio")) {}

std::optional<problem> queue_watch::refusal_of_broadcast(project_id project, lane of) const {
  if (auto refused = memory_.refusal_of_broadcasts()) return refused;
  const auto found = of == lane::bulk ? behind_.find(project) : behind_.end();
  if (found == behind_.end()) return std::nullopt;
  const auto waited = std::chrono::duration_cast<std::chrono::seconds>(found->second);
  problem out(429,
              "this project's broadcasts to all users or to topics have waited for " +
                  std::to_string(waited.count()) + " s: no more of these are taken until those get on",
              "queue_behind",
              "send it again after the seconds that Retry-After names, or name the recipients");
  out.retry_after = come_back_after;
  return out;
}

task<> queue_watch::look() {
  co_await look_at_memory();
  if (longest_wait_.count() > 0 && looks_++ % looks_an_age == 0) co_await look_at_ages();
}

task<> queue_watch::look_at_ages() {
  const auto ages = co_await ages_.look(lane::bulk);
  if (!ages) co_return;
  behind_.clear();
  for (const auto& each : *ages) {
    if (each.waited <= longest_wait_) continue;
    auto& longest = behind_[each.project];
    longest = std::max(longest, each.waited);
  }
}

task<> queue_watch::look_at_memory() {
  const auto memory = co_await net::measure_redis_memory(redis_);
  if (!memory) co_return;
  memory_ratio_.set(memory->ratio());
  if (memory_.see(memory->ratio())) tell_brake(memory->ratio());
}

task<> queue_watch::run() {
  boost::system::error_code ec;
  while (!ec) {
    co_await look();
    timer_.expires_after(between_looks);
    std::tie(ec) = co_await timer_.async_wait(no_throw);
  }
}

void queue_watch::tell_brake(double ratio) const {
  const auto used = static_cast<int>(ratio * 100);
  switch (memory_.now()) {
    case memory_brake::level::released:
      return log::info("memory_brake_released", "Redis has memory again: everything is taken",
                       {{"used_percent", used}});
    case memory_brake::level::broadcasts:
      return log::warn("memory_brake", "Redis has little memory left: new broadcasts are refused",
                       {{"used_percent", used}, {"cure", "raise maxmemory, or keep less: retention.*"}});
    case memory_brake::level::writes:
      return log::warn("memory_brake", "Redis has hardly any memory left: whatever adds to it is refused",
                       {{"used_percent", used}, {"cure", "raise maxmemory, or keep less: retention.*"}});
  }
}

}  // namespace carillon::api
