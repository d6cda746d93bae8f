#include "app/demo_progress.hpp"

#include <unistd.h>
#include <algorithm>
#include <cstdio>

namespace carillon::app {
namespace {

constexpr int bar_width = 24;
constexpr auto line_every = std::chrono::seconds(2);

std::uint64_t whole(double value) {
  return static_cast<std::uint64_t>(std::max(0.0, value));
}

}  // namespace

delivery_counts count_deliveries(const metrics_snapshot& now) {
  const auto of_outcome = [&now](const char* outcome) {
    return now.sum("carillon_deliveries_total", [outcome](const metric_sample& each) {
      return each.label("outcome") == outcome && each.label("provider") != "none";
    });
  };
  delivery_counts counted;
  counted.delivered = of_outcome("delivered");
  counted.failed = of_outcome("failed") + of_outcome("expired");
  counted.revoked = of_outcome("revoked");
  counted.retried = now.sum("carillon_delivery_attempts_total",
                            [](const metric_sample& each) { return each.label("outcome") == "retry"; });
  counted.in_flight = now.sum("carillon_inflight_requests", [](const metric_sample&) { return true; });
  return counted;
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

demo_progress::demo_progress(std::uint64_t expected)
    : expected_(static_cast<double>(expected)),
      is_terminal_(isatty(STDOUT_FILENO) == 1),
      started_(std::chrono::steady_clock::now()),
      last_(started_) {}

void demo_progress::show(const delivery_counts& now) {
  const auto time = std::chrono::steady_clock::now();
  const double seconds = std::chrono::duration<double>(time - last_).count();
  if (!is_terminal_ && time - last_ < line_every) return;
  if (seconds > 0) rate_ = (now.finished() - last_finished_) / seconds;
  last_ = time;
  last_finished_ = now.finished();

  const double share = expected_ > 0 ? std::min(1.0, now.finished() / expected_) : 1.0;
  const int filled = static_cast<int>(share * bar_width);
  const std::string bar = std::string(static_cast<std::size_t>(filled), '#') +
                          std::string(static_cast<std::size_t>(bar_width - filled), '.');
  std::printf("%s[%s] %3d%%  %s/s  delivered %s  failed %s  retried %s  revoked %s  in flight %s%s",
              is_terminal_ ? "\r\033[K" : "", bar.c_str(), static_cast<int>(share * 100),
              grouped(whole(rate_)).c_str(), grouped(whole(now.delivered)).c_str(),
              grouped(whole(now.failed)).c_str(), grouped(whole(now.retried)).c_str(),
              grouped(whole(now.revoked)).c_str(), grouped(whole(now.in_flight)).c_str(),
              is_terminal_ ? "" : "\n");
  std::fflush(stdout);
}

void demo_progress::finish() {
  if (is_terminal_) std::printf("\n");
}

}  // namespace carillon::app
