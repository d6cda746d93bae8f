#include "sandbox/counts.hpp"

#include <algorithm>

#include "sandbox/stable_hash.hpp"

namespace carillon::sandbox {

void counts::add(const verdict& made) {
  const ending how = ending_of(made);
  if (is_distinct_counted_ && how.status == 200 && made.from != provider::token) {
    pairs_.insert(mix(stable_hash(made.notification_id, stable_hash(made.token) ^ 0x1f)));
  }
  if (how.status == 200 && how.reason.empty()) return add_success(made.from);
  add_row(made.from, how.status, how.reason);
}

void counts::add_row(provider from, int status, std::string_view reason) {
  const auto found = std::ranges::find_if(rows_, [&](const row& each) {
    return each.from == from && each.status == status && each.reason == reason;
  });
  if (found != rows_.end()) {
    ++found->count;
  } else {
    rows_.push_back({from, status, std::string(reason), 1});
  }
}

void counts::reset() {
  successes_ = {};
  rows_.clear();
  pairs_.clear();
}

json counts::to_json() const {
  json shown{{"apns", json::object()}, {"fcm", json::object()}, {"token", json::object()}};
  std::uint64_t total = 0;  // of the refused, at first
  std::uint64_t accepted = 0;
  for (const auto from : {provider::apns, provider::fcm, provider::token}) {
    const auto successes = successes_[static_cast<std::size_t>(from)];
    if (successes > 0) shown[std::string(to_string(from))]["200"] = successes;
    if (from != provider::token) accepted += successes;
  }
  for (const row& each : rows_) {
    std::string name = each.status == 0 ? each.reason : std::to_string(each.status);
    if (each.status != 0 && !each.reason.empty()) name += " " + each.reason;
    shown[std::string(to_string(each.from))][name] = each.count;
    if (each.from == provider::token) continue;
    (each.status == 200 ? accepted : total) += each.count;
  }
  shown["total"] = total + accepted;
  shown["accepted"] = accepted;
  if (is_distinct_counted_) shown["distinct"] = pairs_.size();
  return shown;
}

}  // namespace carillon::sandbox
