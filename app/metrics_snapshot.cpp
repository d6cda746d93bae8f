#include "app/metrics_snapshot.hpp"

#include <cstdlib>

namespace carillon::app {
namespace {

/// `name{a="b",c="d"} 12` → sample. Label values of ours hold no escapes.
metric_sample read_line(std::string_view line) {
  metric_sample read;
  const std::size_t name_end = line.find_first_of("{ ");
  read.name = line.substr(0, name_end);
  std::size_t at = name_end;
  if (at < line.size() && line[at] == '{') {
    const std::size_t closing = line.find('}', at);
    std::string_view inside = line.substr(at + 1, closing - at - 1);
    while (!inside.empty()) {
      const std::size_t equals = inside.find("=\"");
      const std::size_t quote = equals == std::string_view::npos ? equals : inside.find('"', equals + 2);
      if (quote == std::string_view::npos) break;
      read.labels.emplace(inside.substr(0, equals), inside.substr(equals + 2, quote - equals - 2));
      const std::size_t comma = inside.find(',', quote);
      inside = comma == std::string_view::npos ? std::string_view() : inside.substr(comma + 1);
    }
    at = closing + 1;
  }
  read.value = std::strtod(std::string(line.substr(std::min(at, line.size()))).c_str(), nullptr);
  return read;
}

}  // namespace

std::string metric_sample::label(const std::string& which) const {
  const auto found = labels.find(which);
  return found == labels.end() ? std::string() : found->second;
}

metrics_snapshot::metrics_snapshot(std::string_view exposition) {
  while (!exposition.empty()) {
    const std::size_t end = exposition.find('\n');
    const std::string_view line = exposition.substr(0, end);
    if (line.starts_with("carillon_")) samples_.push_back(read_line(line));
    if (end == std::string_view::npos) break;
    exposition.remove_prefix(end + 1);
  }
}

double metrics_snapshot::sum(std::string_view name,
                             const std::function<bool(const metric_sample&)>& matches) const {
  double total = 0;
  for (const metric_sample& each : samples_) {
    if (each.name == name && matches(each)) total += each.value;
  }
  return total;
}

}  // namespace carillon::app
