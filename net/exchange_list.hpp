// A doubly linked list threaded through the exchanges themselves: no allocation, removal in O(1).
// An exchange is in one list at most. Used by origin_pool (the waiting) and the client sessions (the
// running).
#pragma once

#include <cstddef>

#include "net/exchange.hpp"

namespace carillon::net {

class exchange_list {
 public:
  bool is_empty() const noexcept { return first_ == nullptr; }
  std::size_t size() const noexcept { return size_; }
  exchange* front() const noexcept { return first_; }

  void push_back(exchange& added) noexcept { insert_between(last_, added, nullptr); }
  void push_front(exchange& added) noexcept { insert_between(nullptr, added, first_); }

  /// `removed` must be in this list.
  void remove(exchange& removed) noexcept {
    (removed.prev_ != nullptr ? removed.prev_->next_ : first_) = removed.next_;
    (removed.next_ != nullptr ? removed.next_->prev_ : last_) = removed.prev_;
    removed.next_ = removed.prev_ = nullptr;
    --size_;
  }

  /// The first one, taken out; null when empty.
  exchange* pop_front() noexcept {
    auto* const taken = first_;
    if (taken != nullptr) remove(*taken);
    return taken;
  }

 private:
  void insert_between(exchange* before, exchange& added, exchange* after) noexcept {
    added.prev_ = before;
    added.next_ = after;
    (before != nullptr ? before->next_ : first_) = &added;
    (after != nullptr ? after->prev_ : last_) = &added;
    ++size_;
  }

  exchange* first_ = nullptr;
  exchange* last_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace carillon::net
