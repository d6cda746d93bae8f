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
}

}  // namespace carillon::engine
