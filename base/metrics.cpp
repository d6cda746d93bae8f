#include "base/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/metric_table.hpp"
#include "base/process_metrics.hpp"
#include "base/version.hpp"

namespace carillon::metrics {
namespace {

template <class Metric>
using families = std::map<std::string_view, prometheus::Family<Metric>*>;

/// All families of the table, made on first use and never freed: handles are valid for ever.
class book {
 public:
  book() {
    for (const auto& entry : all()) {
      if (entry.type == metric_type::counter) add(prometheus::BuildCounter(), counters_, entry);
      if (entry.type == metric_type::gauge) add(prometheus::BuildGauge(), gauges_, entry);
      if (entry.type == metric_type::histogram) add(prometheus::BuildHistogram(), histograms_, entry);
      // A counter that does not exist until its first event hides that event from rate().
      if (entry.type == metric_type::counter && entry.labels.empty()) counters_[entry.name]->Add({});
    }
    gauges_["carillon_build_info"]
        ->Add({{"version", std::string(version())}, {"commit", std::string(commit())}})
        .Set(1);
  }

  prometheus::Counter& counter_of(std::string_view name, labels with) {
    return counters_.at(checked(name, metric_type::counter, with).name)->Add(copied(with));
  }
  prometheus::Gauge& gauge_of(std::string_view name, labels with) {
    return gauges_.at(checked(name, metric_type::gauge, with).name)->Add(copied(with));
  }
  prometheus::Histogram& histogram_of(std::string_view name, labels with) {
    const auto& entry = checked(name, metric_type::histogram, with);
    const auto bounds = bounds_of(entry.with);
    return histograms_.at(entry.name)
        ->Add(copied(with), prometheus::Histogram::BucketBoundaries(bounds.begin(), bounds.end()));
  }

  std::string text() {
    update_dropped_lines();
    auto collected = registry_.Collect();
    auto of_process = collect_process_metrics();
    collected.insert(collected.end(), std::move_iterator(of_process.begin()),
                     std::move_iterator(of_process.end()));
    return prometheus::TextSerializer().Serialize(collected);
  }

 private:
  template <class Builder, class Metric>
  void add(Builder builder, families<Metric>& to, const metric& entry) {
    to[entry.name] = &builder.Name(std::string(entry.name)).Help(std::string(entry.help)).Register(registry_);
  }

  /// The table's entry, if name, type and labels are what it says; else a bug, said aloud.
  static const metric& checked(std::string_view name, metric_type type, labels with) {
    for (const auto& entry : all()) {
      if (entry.name == name && entry.type == type && has_exactly(entry.labels, with)) return entry;
    }
    throw unexpected_error({errc::internal, "no such metric with these labels: " + std::string(name)});
  }

  static bool has_exactly(std::string_view expected, labels with) {
    auto rest = with.size();
    while (!expected.empty()) {
      const auto comma = std::min(expected.find(','), expected.size());
      const auto label = expected.substr(0, comma);
      if (std::ranges::none_of(with, [&](const auto& given) { return given.first == label; })) return false;
      if (rest-- == 0) return false;
      expected.remove_prefix(std::min(comma + 1, expected.size()));
    }
    return rest == 0;
  }

  static prometheus::Labels copied(labels with) {
    prometheus::Labels out;
    for (const auto& [key, value] : with) out.emplace(key, value);
    return out;
  }

  void update_dropped_lines() {
    const std::lock_guard lock(dropped_mutex_);
    auto& dropped = counter_of("carillon_log_dropped_total", {});
    dropped.Increment(static_cast<double>(log::dropped_lines()) - dropped.Value());
  }

  prometheus::Registry registry_;
  families<prometheus::Counter> counters_;
  families<prometheus::Gauge> gauges_;
  families<prometheus::Histogram> histograms_;
  std::mutex dropped_mutex_;
};

book& the_book() {
  static book& instance = *new book;
  return instance;
}

}  // namespace

void counter::add(double amount) const noexcept {
  if (impl_ != nullptr) static_cast<prometheus::Counter*>(impl_)->Increment(amount);
}
double counter::value() const noexcept {
  return impl_ != nullptr ? static_cast<prometheus::Counter*>(impl_)->Value() : 0;
}
void gauge::set(double value) const noexcept {
  if (impl_ != nullptr) static_cast<prometheus::Gauge*>(impl_)->Set(value);
}
void gauge::add(double amount) const noexcept {
  if (impl_ != nullptr) static_cast<prometheus::Gauge*>(impl_)->Increment(amount);
}
void histogram::observe(double value) const noexcept {
  if (impl_ != nullptr) static_cast<prometheus::Histogram*>(impl_)->Observe(value);
}

counter get_counter(std::string_view name, labels with) {
  counter handle;
  handle.impl_ = &the_book().counter_of(name, with);
  return handle;
}
gauge get_gauge(std::string_view name, labels with) {
  gauge handle;
  handle.impl_ = &the_book().gauge_of(name, with);
  return handle;
}
histogram get_histogram(std::string_view name, labels with) {
  histogram handle;
  handle.impl_ = &the_book().histogram_of(name, with);
  return handle;
}

std::string expose() {
  return the_book().text();
}

}  // namespace carillon::metrics
