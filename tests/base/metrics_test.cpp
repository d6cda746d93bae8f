#include "base/metrics.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/error.hpp"
#include "base/metric_table.hpp"
#include "base/version.hpp"

namespace carillon::metrics {
namespace {

bool has_line(std::string_view line) {
  return expose().find("\n" + std::string(line) + "\n") != std::string::npos;
}

TEST(metrics, show_what_was_counted) {
  const auto one = get_counter("carillon_tokens_revoked_total", {{"channel", "show_test"}});
  one.add();
  get_counter("carillon_tokens_revoked_total", {{"channel", "show_test"}}).add(2);
  EXPECT_EQ(one.value(), 3);
  EXPECT_TRUE(has_line("carillon_tokens_revoked_total{channel=\"show_test\"} 3"));
}

TEST(metrics, show_gauges_and_histograms) {
  get_gauge("carillon_queue_due_jobs").set(5);
  get_gauge("carillon_queue_due_jobs").add(-2);
  EXPECT_TRUE(has_line("carillon_queue_due_jobs 3"));
  get_histogram("carillon_commit_outcomes").observe(7);
  EXPECT_TRUE(has_line("carillon_commit_outcomes_bucket{le=\"5\"} 0"));
  EXPECT_TRUE(has_line("carillon_commit_outcomes_bucket{le=\"10\"} 1"));
}

TEST(metrics, refuse_unknown_names_types_and_labels) {
  EXPECT_THROW(get_counter("carillon_unheard_of_total"), unexpected_error);
  EXPECT_THROW(get_gauge("carillon_lease_expired_total"), unexpected_error);
  EXPECT_THROW(get_counter("carillon_tokens_revoked_total"), unexpected_error);
  EXPECT_THROW(get_counter("carillon_lease_expired_total", {{"project", "x"}}), unexpected_error);
  EXPECT_THROW(get_counter("carillon_tokens_revoked_total", {{"channel", "x"}, {"user", "y"}}),
               unexpected_error);
  EXPECT_THROW(get_counter("carillon_http_requests_total", {{"route", "x"}, {"route", "y"}, {"code", "z"}}),
               unexpected_error);
}

TEST(metrics, show_counters_before_their_first_event) {
  EXPECT_TRUE(has_line("carillon_fence_rejections_total 0"));
}

TEST(metrics, show_the_build_and_the_process) {
  EXPECT_NE(expose().find("carillon_build_info{commit=\"" + std::string(commit())), std::string::npos);
  for (const auto* name :
       {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_virtual_memory_bytes",
        "process_open_fds", "process_max_fds", "process_start_time_seconds", "process_threads"}) {
    EXPECT_NE(expose().find("\n" + std::string(name) + " "), std::string::npos) << name;
  }
}

TEST(metrics, may_be_default_made_and_do_nothing) {
  counter().add();
  gauge().set(1);
  histogram().observe(1);
  EXPECT_EQ(counter().value(), 0);
}

TEST(metric_table, follows_the_naming_rules) {
  std::set<std::string_view> names;
  for (const auto& entry : all()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_TRUE(entry.name.starts_with("carillon_"));
    EXPECT_EQ(entry.name.ends_with("_total"), entry.type == metric_type::counter) << entry.name;
    EXPECT_FALSE(entry.name.ends_with("_ms"));
    EXPECT_TRUE(entry.help.ends_with('.')) << entry.name;
    EXPECT_EQ(bounds_of(entry.with).empty(), entry.type != metric_type::histogram) << entry.name;
  }
}

}  // namespace
}  // namespace carillon::metrics
