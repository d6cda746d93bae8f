#include "base/damaged_row.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"

namespace carillon {

void leave_out(std::string_view kind, std::string_view id, const error& why) {
  metrics::get_counter("carillon_damaged_rows_total", {{"kind", kind}}).add();
  log::error("damaged_row", why.detail, {{"kind", kind}, {"id", id}});
}

bool is_rows_fault(const error& why) noexcept {
  return why.code == errc::corrupted;
}

}  // namespace carillon
