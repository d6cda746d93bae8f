#include "engine/routing/sender.hpp"

namespace carillon::engine {

bool sender::should_report(steady_time now) noexcept {
  if (reported_ && now - *reported_ < std::chrono::minutes(5)) return false;
  reported_ = now;
  return true;
}

}  // namespace carillon::engine
