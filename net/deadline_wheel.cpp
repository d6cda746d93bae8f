#include "net/deadline_wheel.hpp"

namespace carillon::net {

namespace {
constexpr std::chrono::milliseconds tick_length{20};
/// 10.24 s a turn: the usual deadline of a delivery fits in one.
constexpr std::size_t slot_count = 512;
}  // namespace

deadline_wheel::deadline_wheel(asio::io_context& context, time_point (*now)())
    : slots_(slot_count),
      timer_(context),
      now_(now),
      start_(now()),
      self_(std::make_shared<deadline_wheel*>(this)) {
  for (auto& slot : slots_) slot.next_ = slot.prev_ = &slot;
}

deadline_wheel::~deadline_wheel() {
  *self_ = nullptr;
  // Entries may outlive the wheel: leave them unarmed rather than dangling.
  for (auto& slot : slots_)
    while (slot.next_ != &slot) unlink(*slot.next_);
}

void deadline_wheel::link(deadline_entry& list, deadline_entry& entry) noexcept {
  entry.prev_ = list.prev_;
  entry.next_ = &list;
  list.prev_->next_ = &entry;
  list.prev_ = &entry;
}

void deadline_wheel::unlink(deadline_entry& entry) noexcept {
  entry.prev_->next_ = entry.next_;
  entry.next_->prev_ = entry.prev_;
  entry.next_ = entry.prev_ = nullptr;
}

std::uint64_t deadline_wheel::tick_at_or_after(time_point when) const noexcept {
  if (when <= start_) return 0;
  return static_cast<std::uint64_t>((when - start_ + tick_length - std::chrono::nanoseconds(1)) /
                                    tick_length);
}

void deadline_wheel::arm(deadline_entry& entry, time_point when, void (*fire)(deadline_entry&, void*),
                         void* owner) {
  disarm(entry);
  // An empty wheel does not turn; catch up before the first entry.
  if (armed_ == 0 && !is_ticking_)
    current_ = std::max(current_, static_cast<std::uint64_t>((now_() - start_) / tick_length));
  entry.tick_ = std::max(tick_at_or_after(when), current_ + 1);
  entry.fire_ = fire;
  entry.owner_ = owner;
  link(slots_[entry.tick_ % slot_count], entry);
  ++armed_;
  schedule();
}

void deadline_wheel::disarm(deadline_entry& entry) noexcept {
  if (!entry.is_armed()) return;
  unlink(entry);
  --armed_;
}

void deadline_wheel::collect_due(std::uint64_t last, deadline_entry& due) noexcept {
  const auto steps = std::min<std::uint64_t>(last - current_, slot_count);
  for (std::uint64_t step = 1; step <= steps; ++step) {
    auto& slot = slots_[(current_ + step) % slot_count];
    for (auto* entry = slot.next_; entry != &slot;) {
      auto* const following = entry->next_;
      if (entry->tick_ <= last) {
        unlink(*entry);
        link(due, *entry);
      }
      entry = following;
    }
  }
}

void deadline_wheel::advance(time_point time) {
  if (time < start_) return;
  const auto last = static_cast<std::uint64_t>((time - start_) / tick_length);
  if (last <= current_) return;
  deadline_entry due;
  due.next_ = due.prev_ = &due;
  collect_due(last, due);
  current_ = last;
  // One by one from the list's head: a callback may disarm any that still wait in it.
  while (due.next_ != &due) {
    auto& entry = *due.next_;
    disarm(entry);
    entry.fire_(entry, entry.owner_);
  }
}

void deadline_wheel::schedule() {
  if (is_ticking_ || armed_ == 0) return;
  is_ticking_ = true;
  timer_.expires_at(start_ + tick_length * static_cast<std::int64_t>(current_ + 1));
  timer_.async_wait([self = self_](boost::system::error_code) {
    auto* const wheel = *self;
    if (wheel == nullptr) return;
    wheel->is_ticking_ = false;
    wheel->advance(wheel->now_());
    wheel->schedule();
  });
}

}  // namespace carillon::net
