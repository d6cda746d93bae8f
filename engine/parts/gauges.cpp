#include "engine/parts/gauges.hpp"

#include "engine/parts/fault_point.hpp"

namespace carillon::engine {
namespace {
constexpr std::array measured{provider::none, provider::apns, provider::fcm};
}

gauges::gauges(worker_parts& parts, std::function<std::array<std::size_t, 3>()> in_flight)
    : parts_(parts),
      in_flight_(std::move(in_flight)),
      due_jobs_(metrics::get_gauge("carillon_queue_due_jobs")),
      leased_jobs_(metrics::get_gauge("carillon_queue_leased_jobs")),
      dead_jobs_(metrics::get_gauge("carillon_queue_dead_jobs")) {
  for (std::size_t each = 1; each < measured.size(); ++each) {
    inflight_requests_[each] =
        metrics::get_gauge("carillon_inflight_requests", {{"provider", to_string(measured[each])}});
  }
  for (const auto each : {lane::high, lane::standard, lane::bulk}) {
    ready_jobs_[static_cast<std::size_t>(each)] =
        metrics::get_gauge("carillon_queue_ready_jobs", {{"lane", to_string(each)}});
  }
}

gauges::~gauges() {
  show_in_flight({});
}

task<> gauges::run(bool is_measuring_queue) {
  while (true) {
    show_in_flight(in_flight_());
    if (is_measuring_queue) co_await show_depth();
    co_await parts_.sleep(std::chrono::seconds(1));
  }
}

void gauges::show_in_flight(const std::array<std::size_t, 3>& now) {
  for (std::size_t each = 1; each < now.size(); ++each) {
    inflight_requests_[each].add(static_cast<double>(now[each]) - static_cast<double>(shown_[each]));
  }
  shown_ = now;
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

}  // namespace carillon::engine
