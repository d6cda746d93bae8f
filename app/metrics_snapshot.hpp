// A scrape of /metrics, as far as the demo shows it: series by name and labels. Pure parser of the Prometheus
// text exposition our own server writes.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace carillon::app {

struct metric_sample {
  std::string name;
  std::map<std::string, std::string> labels;
  double value = 0;
  /// The label's value, or empty.
  std::string label(const std::string& which) const;
};

class metrics_snapshot {
 public:
  metrics_snapshot() = default;
  explicit metrics_snapshot(std::string_view exposition);
  /// Sum over the series of that name that `matches` accepts.
  double sum(std::string_view name, const std::function<bool(const metric_sample&)>& matches) const;
  const std::vector<metric_sample>& samples() const noexcept { return samples_; }

 private:
  std::vector<metric_sample> samples_;
};

}  // namespace carillon::app
