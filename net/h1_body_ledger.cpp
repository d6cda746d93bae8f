#include "net/h1_body_ledger.hpp"

#include <algorithm>

#include "net/h1_connection.hpp"

namespace carillon::net {

bool h1_body_ledger::drop_oldest(const h1_connection* spared) noexcept {
  const auto oldest = std::ranges::find_if(
      under_way_, [&](const entry& one) { return !one.is_dropped && one.who != spared; });
  if (oldest == under_way_.end()) return false;
  oldest->is_dropped = true;  // its coroutine ends a turn later, and its lease with it
  held_ -= oldest->bytes;
  oldest->bytes = 0;
  oldest->who->drop();
  return true;
}

h1_body_lease::h1_body_lease(h1_body_ledger& ledger, h1_connection& who)
    : ledger_(ledger), place_(ledger.under_way_.insert(ledger.under_way_.end(), {.who = &who})) {}

h1_body_lease::~h1_body_lease() {
  ledger_.held_ -= place_->bytes;
  ledger_.under_way_.erase(place_);
}

void h1_body_lease::grow_to(std::size_t bytes) noexcept {
  if (place_->is_dropped || bytes <= place_->bytes) return;
  ledger_.held_ += bytes - place_->bytes;
  place_->bytes = bytes;
  while (ledger_.held_ > ledger_.most_bytes_ && ledger_.drop_oldest(place_->who)) {
  }
}

}  // namespace carillon::net
