// process_* as every Prometheus client exports them, read from /proc each time they are asked for.
// Called by metrics::expose only.
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace carillon::metrics {

/// CPU seconds, resident and virtual memory, open and allowed descriptors, start time, threads. What cannot
/// be read is left out.
std::vector<prometheus::MetricFamily> collect_process_metrics();

}  // namespace carillon::metrics
