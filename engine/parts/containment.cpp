#include "engine/parts/containment.hpp"

#include <boost/system/system_error.hpp>
#include <exception>
#include <optional>

#include "base/log.hpp"
#include "base/metrics.hpp"

namespace carillon::engine {

error caught() {
  try {
    throw;
  } catch (const boost::system::system_error& thrown) {
    if (thrown.code() == asio::error::operation_aborted) throw;
    return {errc::internal, thrown.what()};
  } catch (const std::exception& thrown) {
    return {errc::internal, thrown.what()};
  } catch (...) {
    return {errc::internal, "unknown exception"};
  }
}

void report_contained(std::string_view where, const error& what) {
  static const auto failures = metrics::get_counter("carillon_task_failures_total");
  failures.add();
  log::error("task_failed", what.detail, {{"task", where}});
}

bool is_passing(const error& trouble) noexcept {
  return trouble.code == errc::unavailable || trouble.code == errc::timeout ||
         trouble.code == errc::configuration;
}

task<> keep_going(worker_parts& parts, std::string name, std::function<task<>()> loop) {
  patience pause;
  while (true) {
    std::optional<error> trouble;
    try {
      co_await loop();
    } catch (...) {
      trouble = caught();
    }
    if (!trouble) co_return;
    report_contained(name, *trouble);
    co_await parts.sleep(pause.next());
  }
}

}  // namespace carillon::engine
