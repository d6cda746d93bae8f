#include "engine/parts/gauges.hpp"

#include "engine/parts/fault_point.hpp"
#include "net/redis/redis_memory.hpp"

namespace carillon::engine {
namespace {

constexpr unsigned rounds_an_age = 5;

}  // namespace

gauges::gauges(worker_parts& parts, std::function<requests()> in_flight,
               std::function<breaker_board::states()> breakers, breaker_board& shared)
    : parts_(parts),
      in_flight_(std::move(in_flight)),
      breakers_(std::move(breakers)),
      shared_(shared),
      ages_(parts.queue.link(), parts.queue.names()),
      due_jobs_(metrics::get_gauge("carillon_queue_due_jobs")),
      leased_jobs_(metrics::get_gauge("carillon_queue_leased_jobs")),
      dead_jobs_(metrics::get_gauge("carillon_queue_dead_jobs")),
      memory_ratio_(metrics::get_gauge("carillon_redis_memory_ratio")) {
  for (const auto each : {lane::high, lane::standard, lane::bulk}) {
    ready_jobs_[static_cast<std::size_t>(each)] =
        metrics::get_gauge("carillon_queue_ready_jobs", {{"lane", to_string(each)}});
    oldest_ages_[static_cast<std::size_t>(each)] =
        metrics::get_gauge("carillon_queue_oldest_age_seconds", {{"lane", to_string(each)}});
  }
}

gauges::~gauges() {
  show_in_flight({});
  shared_.show(this, {});
}

task<> gauges::run(bool is_measuring_queue) {
  while (true) {
    show_in_flight(in_flight_());
    shared_.show(this, breakers_());
    if (is_measuring_queue) {
      co_await show_depth();
      co_await show_memory();
      if (rounds_++ % rounds_an_age == 0) co_await show_ages();
    }
    co_await parts_.sleep(std::chrono::seconds(1));
  }
}

void gauges::show_in_flight(const requests& now) {
  shown_.each([&](provider via, std::size_t& shown) {
    const auto count = now.of(via);
    if (count == shown) return;
    auto& gauge = inflight_requests_.of(via);
    if (!gauge) gauge = metrics::get_gauge("carillon_inflight_requests", {{"provider", to_string(via)}});
    gauge->add(static_cast<double>(count) - static_cast<double>(shown));
    shown = count;
  });
}

task<> gauges::show_depth() {
  fault_point(fault::measure);
  const auto depth = co_await parts_.queue.measure();
  if (!depth) co_return;
  for (std::size_t each = 0; each < depth->ready_jobs.size(); ++each) {
    ready_jobs_[each].set(static_cast<double>(depth->ready_jobs[each]));
  }
  due_jobs_.set(static_cast<double>(depth->due));
  leased_jobs_.set(static_cast<double>(depth->leased));
  dead_jobs_.set(static_cast<double>(depth->dead));
}

task<> gauges::show_ages() {
  for (const auto each : {lane::high, lane::standard, lane::bulk}) {
    const auto ages = co_await ages_.look(each);
    if (!ages) co_return;
    std::chrono::milliseconds longest{0};
    for (const auto& job : *ages) longest = std::max(longest, job.waited);
    oldest_ages_[static_cast<std::size_t>(each)].set(std::chrono::duration<double>(longest).count());
  }
}

task<> gauges::show_memory() {
  const auto memory = co_await net::measure_redis_memory(parts_.queue.link());
  if (memory) memory_ratio_.set(memory->ratio());
}

}  // namespace carillon::engine
