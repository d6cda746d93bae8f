// Of a chunk whose deliveries go out once at most: up to which place an intent was written down, and arrived.
// Places are announced in order, a few ahead of what is sent; the announcement rides on the commit before
// (queue.md 2.9). Pure; part of a chunk.
#pragma once

#include <cstddef>

namespace carillon::engine {

class intents {
 public:
  static constexpr std::size_t ahead = 50;  ///< recipients announced and not sent

  bool are_needed() const noexcept { return are_needed_; }
  void need() noexcept { are_needed_ = true; }

  /// Places below were announced.
  std::size_t announced() const noexcept { return announced_; }
  void announce_until(std::size_t place) noexcept { announced_ = place; }
  /// The announcement arrived: places below may be sent.
  void arrive(std::size_t place) noexcept {
    if (place > arrived_) arrived_ = place;
  }
  bool allow(std::size_t place) const noexcept { return !are_needed_ || place < arrived_; }

 private:
  std::size_t announced_ = 0;
  std::size_t arrived_ = 0;
  bool are_needed_ = false;
};

}  // namespace carillon::engine
