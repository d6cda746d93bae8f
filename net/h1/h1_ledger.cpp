#include "net/h1/h1_ledger.hpp"

#include <algorithm>

#include "net/h1/h1_connection.hpp"

namespace carillon::net {

h1_ledger::h1_ledger(std::string_view what, std::size_t most_bytes)
    : cut_off_(metrics::get_counter("carillon_http_cut_off_total", {{"held", what}})),
      most_bytes_(most_bytes) {}

/// One pass over the accounts: there are never more of them than connections, and each call ends one.
h1_lease* h1_ledger::heaviest(const h1_connection* spared) const noexcept {
  h1_lease* found = nullptr;
  std::size_t most = 0;
  for (auto at = accounts_.begin(); at != accounts_.end();) {
    const auto& group = at->first.group;
    std::size_t of_group = 0;
    std::size_t of_address = 0;
    h1_lease* first = nullptr;
    for (; at != accounts_.end() && at->first.group == group; ++at) {
      const auto& [bytes, leases] = at->second;
      of_group += bytes;
      const auto oldest = std::ranges::find_if(leases, [&](const auto* one) { return &one->who_ != spared; });
      if (oldest == leases.end() || (first != nullptr && bytes <= of_address)) continue;
      first = *oldest;
      of_address = bytes;
    }
    if (first == nullptr || (found != nullptr && of_group <= most)) continue;
    found = first;
    most = of_group;
  }
  return found;
}

bool h1_ledger::drop_one(const h1_connection* spared) noexcept {
  auto* const one = heaviest(spared);
  if (one == nullptr) return false;
  cut_off_.add();
  one->leave();
  one->who_.abandon();
  return true;
}

h1_lease::h1_lease(h1_ledger& ledger, h1_connection& who, h1_payer by) : ledger_(ledger), who_(who) {
  enter(std::move(by));
}

h1_lease::~h1_lease() {
  leave();
}

void h1_lease::enter(h1_payer by) {
  account_ = ledger_.accounts_.try_emplace(std::move(by)).first;
  account_->second.bytes += bytes_;
  ledger_.held_ += bytes_;
  place_ = account_->second.leases.insert(account_->second.leases.end(), this);
  is_entered_ = true;
}

void h1_lease::leave() noexcept {
  if (!is_entered_) return;
  is_entered_ = false;
  account_->second.bytes -= bytes_;
  ledger_.held_ -= bytes_;
  account_->second.leases.erase(place_);
  if (account_->second.leases.empty()) ledger_.accounts_.erase(account_);
}

void h1_lease::charge_to(h1_payer other) {
  if (!is_entered_ || account_->first == other) return;
  leave();
  enter(std::move(other));
}

void h1_lease::hold(std::size_t bytes) noexcept {
  if (!is_entered_) return;
  account_->second.bytes += bytes - bytes_;  // unsigned: the difference may be below nought, the sum is not
  ledger_.held_ += bytes - bytes_;
  bytes_ = bytes;
  while (ledger_.held_ > ledger_.most_bytes_ && ledger_.drop_one(&who_)) {
  }
}

}  // namespace carillon::net
