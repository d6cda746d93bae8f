// batch: alone, with definitions of its own.
#include "base/version.hpp"

// Both come from cmake/targets.cmake, for this file alone: a new commit recompiles nothing else.
#ifndef CARILLON_COMMIT
#define CARILLON_COMMIT "unknown"
#endif

namespace carillon {

std::string_view version() noexcept {
  return CARILLON_VERSION;
}
std::string_view commit() noexcept {
  return CARILLON_COMMIT;
}

}  // namespace carillon
