// A doubly linked list threaded through the exchanges themselves: no allocation, removal in O(1).
// An exchange is in one list at most. Used by origin_pool (the waiting) and the client session (the running).
#pragma once

#include <cstddef>

#include "net/h2/h2_exchange.hpp"

namespace carillon::net {

class exchange_list {
 public:
  bool is_empty() const noexcept { return first_ == nullptr; }
  std::size_t size() const noexcept { return size_; }
  h2_exchange* front() const noexcept { return first_; }

  void push_back(h2_exchange& added) noexcept { insert_between(last_, added, nullptr); }
  void push_front(h2_exchange& added) noexcept { insert_between(nullptr, added, first_); }

  /// `removed` must be in this list.
  void remove(h2_exchange& removed) noexcept {
    (removed.prev_ != nullptr ? removed.prev_->next_ : first_) = removed.next_;
    (removed.next_ != nullptr ? removed.next_->prev_ : last_) = removed.prev_;
    removed.next_ = removed.prev_ = nullptr;
    --size_;
  }

  /// The first one, taken out; null when empty.
  h2_exchange* pop_front() noexcept {
    auto* const taken = first_;
    if (taken != nullptr) remove(*taken);
    return taken;
  }

 private:
  void insert_between(h2_exchange* before, h2_exchange& added, h2_exchange* after) noexcept {
    added.prev_ = before;
    added.next_ = after;
    (before != nullptr ? before->next_ : first_) = &added;
    (after != nullptr ? after->prev_ : last_) = &added;
    ++size_;
  }

  h2_exchange* first_ = nullptr;
  h2_exchange* last_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace carillon::net
