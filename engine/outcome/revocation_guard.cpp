#include "engine/outcome/revocation_guard.hpp"

namespace carillon::engine {

void revocation_guard::record(bool was_dead) noexcept {
  if (count_ == recent_sends) {
    dead_ -= answers_[next_] ? 1 : 0;
  } else {
    ++count_;
  }
  answers_[next_] = was_dead;
  dead_ += was_dead ? 1 : 0;
  next_ = (next_ + 1) % recent_sends;
  if (untold_.sends >= recent_sends) untold_ = {untold_.sends / 2, untold_.dead / 2};
  ++untold_.sends;
  untold_.dead += was_dead ? 1 : 0;
}

}  // namespace carillon::engine
