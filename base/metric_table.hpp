// The one table of every metric: name, type, labels, help (operations.md 4.3). metrics.cpp builds its series
// from it and refuses what is not in it; docs/metrics.md is checked against it. Constant data, any thread.
#pragma once

#include <span>
#include <string_view>

namespace carillon::metrics {

enum class metric_type {
  counter,    ///< only ever grows
  gauge,      ///< a level
  histogram,  ///< a distribution over fixed buckets
};

/// Which buckets a histogram has.
enum class buckets {
  none,     ///< not a histogram
  seconds,  ///< 1 ms … 10 s: one operation
  lag,      ///< 10 ms … 1 h: from acceptance to delivery, waits for retries included
  items,    ///< 1 … 1000: how many at once
};

struct metric {
  std::string_view name;
  metric_type type;
  std::string_view labels;  ///< names, separated by commas; every one must be given
  std::string_view help;
  buckets with = buckets::none;
};

std::span<const metric> all() noexcept;
std::span<const double> bounds_of(buckets which) noexcept;

}  // namespace carillon::metrics
