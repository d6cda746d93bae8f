#include "base/process_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace carillon::metrics {
namespace {

/// The fields of proc(5)'s /proc/self/stat that we show, in the file's units.
struct process_state {
  double user_ticks = 0;
  double system_ticks = 0;
  double threads = 0;
  double start_ticks = 0;  ///< after boot
  double virtual_bytes = 0;
  double resident_pages = 0;
};

std::optional<process_state> read_state() {
  std::ifstream file("/proc/self/stat");
  std::string text;
  std::getline(file, text);
  const auto after_name = text.rfind(')');  // the program's name may hold anything, even ") "
  if (after_name == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(after_name + 1));
  const auto skip = [&](int count) {
    for (std::string ignored; count > 0 && fields >> ignored;) --count;
  };
  process_state state;
  skip(11);  // fields 3 to 13
  fields >> state.user_ticks >> state.system_ticks;
  skip(4);  // 16 to 19
  fields >> state.threads;
  skip(1);  // 21
  fields >> state.start_ticks >> state.virtual_bytes >> state.resident_pages;
  if (!fields) return std::nullopt;
  return state;
}

std::optional<double> boot_time() {
  std::ifstream file("/proc/stat");
  for (std::string word; file >> word;) {
    double seconds = 0;
    if (word == "btime" && file >> seconds) return seconds;
  }
  return std::nullopt;
}

std::optional<double> count_descriptors() {
  std::error_code ec;
  const std::filesystem::directory_iterator listing("/proc/self/fd", ec);
  if (ec) return std::nullopt;
  return static_cast<double>(std::distance(begin(listing), end(listing)) - 1);  // less the listing's own
}

prometheus::MetricFamily family(const char* name, const char* help, prometheus::MetricType type,
                                double value) {
  prometheus::ClientMetric series;
  series.counter.value = value;
  series.gauge.value = value;
  return {name, help, type, {series}};
}

}  // namespace

std::vector<prometheus::MetricFamily> collect_process_metrics() {
  using enum prometheus::MetricType;
  std::vector<prometheus::MetricFamily> families;
  if (const auto state = read_state()) {
    const auto ticks_a_second = static_cast<double>(sysconf(_SC_CLK_TCK));
    const auto page_bytes = static_cast<double>(sysconf(_SC_PAGESIZE));
    families.push_back(family("process_cpu_seconds_total", "User and system CPU time spent.", Counter,
                              (state->user_ticks + state->system_ticks) / ticks_a_second));
    families.push_back(family("process_resident_memory_bytes", "Resident memory.", Gauge,
                              state->resident_pages * page_bytes));
    families.push_back(
        family("process_virtual_memory_bytes", "Virtual memory.", Gauge, state->virtual_bytes));
    families.push_back(family("process_threads", "Threads.", Gauge, state->threads));
    if (const auto boot = boot_time()) {
      families.push_back(family("process_start_time_seconds", "Start of the process since the Unix epoch.",
                                Gauge, *boot + state->start_ticks / ticks_a_second));
    }
  }
  if (const auto open = count_descriptors()) {
    families.push_back(family("process_open_fds", "Open file descriptors.", Gauge, *open));
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    families.push_back(
        family("process_max_fds", "File descriptors allowed.", Gauge, static_cast<double>(limit.rlim_cur)));
  }
  return families;
}

}  // namespace carillon::metrics
