// Every metric we export, in one table (docs/metrics.md is made from the same names). Counters are atomics
// inside prometheus-cpp: any thread may add. Labels are bounded; never a project, user or token.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace carillon::metrics {

using labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// A handle to one time series; cheap to copy, valid for ever. Look it up once, keep it, add on the hot path.
class counter {
 public:
  void add(double amount = 1) const noexcept;
  double value() const noexcept;

 private:
  friend counter get_counter(std::string_view, labels);
  void* impl_ = nullptr;
};
class gauge {
 public:
  void set(double value) const noexcept;
  void add(double amount) const noexcept;

 private:
  friend gauge get_gauge(std::string_view, labels);
  void* impl_ = nullptr;
};
class histogram {
 public:
  void observe(double value) const noexcept;

 private:
  friend histogram get_histogram(std::string_view, labels);
  void* impl_ = nullptr;
};

/// `name` must stand in the table of metrics.cpp (operations.md 4.3); anything else is a bug and throws.
counter get_counter(std::string_view name, labels with = {});
gauge get_gauge(std::string_view name, labels with = {});
histogram get_histogram(std::string_view name, labels with = {});

/// The Prometheus text exposition of all series, process_* and carillon_build_info included.
std::string expose();

}  // namespace carillon::metrics
