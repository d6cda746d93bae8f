#include "sandbox/call_book.hpp"

namespace carillon::sandbox {

json call_book::to_json() const {
  auto calls = json::array();
  for (const auto& each : calls_) {
    json row{{"by", each.by}, {"what", each.what}, {"url", each.url}, {"status", each.status}};
    if (!each.error.empty()) row["error"] = each.error;
    calls.push_back(std::move(row));
  }
  return {{"calls", std::move(calls)}};
}

}  // namespace carillon::sandbox
