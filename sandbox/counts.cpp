#include "sandbox/counts.hpp"

#include <algorithm>

#include "sandbox/desks.hpp"
#include "sandbox/stable_hash.hpp"

namespace carillon::sandbox {
namespace {

constexpr bool is_accepted(int status) noexcept {
  return status >= 200 && status < 300;
}

}  // namespace

void counts::add(const verdict& made) {
  for_each_delivery(made, [&](const delivery_seen& each, ending how) {
    const bool is_one_more = is_accepted(how.status) && made.desk != nullptr && made.desk->is_delivering;
    if (is_distinct_counted_ && is_one_more)
      pairs_.insert(mix(stable_hash(each.notification_id, stable_hash(each.token) ^ 0x1f)));
    add_row(made.desk, how, 1);
  });
}

void counts::add_row(const desk_facts* desk, ending how, std::uint64_t deliveries) {
  const auto found = std::ranges::find_if(rows_, [&](const row& each) {
    return each.desk == desk && each.status == how.status && each.reason == how.reason;
  });
  if (found != rows_.end()) {
    found->count += deliveries;
  } else {
    rows_.push_back({desk, how.status, std::string(how.reason), deliveries});
  }
}

void counts::reset() {
  rows_.clear();
  pairs_.clear();
}

json counts::to_json() const {
  json shown = json::object();
  for (const desk_facts* desk : desk_list()) shown[std::string(desk->name)] = json::object();
  std::uint64_t total = 0, accepted = 0;
  for (const row& each : rows_) {
    std::string name = each.status == 0 ? each.reason : std::to_string(each.status);
    if (each.status != 0 && !each.reason.empty()) name += " " + each.reason;
    shown[each.desk == nullptr ? "nobody" : std::string(each.desk->name)][name] = each.count;
    if (each.desk != nullptr && !each.desk->is_delivering) continue;
    total += each.count;
    if (is_accepted(each.status)) accepted += each.count;
  }
  shown["total"] = total;
  shown["accepted"] = accepted;
  if (is_distinct_counted_) shown["distinct"] = pairs_.size();
  return shown;
}

}  // namespace carillon::sandbox
