// What one revocation_guard saw lately, on its way to the count that all workers share. Plain data.
#pragma once

#include <string>

#include "engine/outcome/revocation_guard.hpp"

namespace carillon::engine {

struct guard_news {
  std::string subject;  ///< of store::revocation_tally: an account, or an origin of its addresses
  revocation_guard::limits when{};
  revocation_guard::tally seen{};
};

}  // namespace carillon::engine
