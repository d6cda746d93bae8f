#include "net/origin_pool.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include "net/exchange_list.hpp"
#include "net/h2/h2_connection.hpp"
#include "net/url.hpp"

namespace carillon::net {

namespace {
using clock = std::chrono::steady_clock;
/// Between two dials that go well: they are spread, so that a peer does not see a burst.
constexpr std::chrono::milliseconds dial_spread{100};
constexpr std::chrono::milliseconds longest_backoff{30'000};

/// 100 ms doubling to 30 s, between half of it and all of it. `failures` ≥ 1.
std::chrono::milliseconds backoff(unsigned failures) {
  static thread_local std::minstd_rand random(std::random_device{}());
  const auto full =
      std::min<std::chrono::milliseconds>(dial_spread * (1 << std::min(failures - 1, 12U)), longest_backoff);
  return std::chrono::milliseconds(
      std::uniform_int_distribution<std::int64_t>(full.count() / 2, full.count())(random));
}
}  // namespace

class origin_pool::impl final : public std::enable_shared_from_this<impl>, public h2_connection::owner {
 public:
  impl(asio::io_context& context, deadline_wheel& wheel, origin_pool_options options)
      : context_(context), wheel_(wheel), options_(std::move(options)) {}

  void submit(exchange& lent) {
    lent.connection_ = nullptr;
    lent.stream_ = 0;
    lent.is_flushed_ = lent.was_resent_ = false;
    lent.pool_ = this;
    wheel_.arm(lent.deadline_entry_, lent.deadline, &on_deadline, &lent);
    waiting_.push_back(lent);
    place_waiting();
  }

  void cancel(exchange& lent) {
    const auto self = shared_from_this();
    take_back(lent);
    lent.on_failure(transport_failure::cancelled);
    place_waiting();
  }

  void retire_connections() {
    failures_ = 0;
    next_dial_ = {};
    wheel_.disarm(dial_due_);
    for (auto& connection : std::exchange(connections_, {})) {
      leaving_.push_back(connection);
      connection->retire();
    }
    place_waiting();
  }

  void shut_down() {
    is_closing_ = true;
    wheel_.disarm(dial_due_);
    for (const auto& connection : std::exchange(connections_, {})) connection->end();
    for (const auto& connection : std::exchange(leaving_, {})) connection->end();
    fail_waiting(transport_failure::cancelled);
  }

  origin_pool_stats stats() const noexcept {
    origin_pool_stats sum;
    sum.waiting = resending_.size() + waiting_.size();
    for (const auto& group : {&connections_, &leaving_})
      for (const auto& connection : *group) {
        sum.connections += connection->is_ready() ? 1 : 0;
        sum.in_flight += connection->open_streams();
      }
    return sum;
  }

 private:
  void on_completion(h2_connection& connection, const completion& ended) override {
    if (connection.take_first_answer()) failures_ = 0;
    auto& lent = *ended.lent;
    if (ended.failure == transport_failure::refused && !lent.was_resent_ && !is_closing_) {
      lent.was_resent_ = true;
      resending_.push_back(lent);
      return;
    }
    wheel_.disarm(lent.deadline_entry_);
    if (!ended.failure) return lent.on_response();
    lent.on_failure(is_closing_ ? transport_failure::cancelled : *ended.failure);
  }

  void on_progress(h2_connection&) override { place_waiting(); }

  void on_gone(h2_connection& gone, std::optional<transport_failure> dial_failure) override {
    const auto self = shared_from_this();
    const auto is_it = [&](const auto& connection) { return connection.get() == &gone; };
    std::erase_if(leaving_, is_it);
    if (std::erase_if(connections_, is_it) == 0) return place_waiting();
    // One that never answered anything counts as a failed dial: a peer that greets and then hangs up.
    if (!gone.has_answered()) {
      last_failure_ = dial_failure.value_or(transport_failure::connect);
      next_dial_ = clock::now() + backoff(++failures_);
    }
    if (dial_failure && connections_.empty()) fail_waiting(*dial_failure);
    place_waiting();
  }

  /// Moves what waits onto streams, oldest first, and dials when streams are short.
  void place_waiting() {
    if (is_closing_) return;
    while (!resending_.is_empty() || !waiting_.is_empty()) {
      auto* const chosen = least_loaded();
      if (chosen == nullptr) return dial_if_allowed();
      auto& from = resending_.is_empty() ? waiting_ : resending_;
      chosen->submit(*from.pop_front());
    }
  }

  h2_connection* least_loaded() const {
    h2_connection* chosen = nullptr;
    for (const auto& connection : connections_)
      if (connection->capacity() > 0 &&
          (chosen == nullptr || connection->open_streams() < chosen->open_streams()))
        chosen = connection.get();
    return chosen;
  }

  void dial_if_allowed() {
    if (dial_due_.is_armed()) return;
    const auto live = static_cast<std::size_t>(std::ranges::count_if(
        connections_, [](const auto& connection) { return !connection->is_retired(); }));
    if (live >= options_.connections) return;
    const auto now = clock::now();
    if (now < next_dial_) return wheel_.arm(dial_due_, next_dial_, &on_dial_due, this);
    next_dial_ = now + dial_spread;
    connections_.push_back(std::make_shared<h2_connection>(
        context_, wheel_, *this,
        h2_connection_options{.target = options_.target,
                              .tls = options_.tls,
                              .session = {.authority = authority_of(options_.target, true),
                                          .streams = options_.streams,
                                          .is_probed_first = options_.is_probed_first},
                              .connect_timeout = options_.connect_timeout,
                              .ping_interval = options_.ping_interval,
                              .pong_patience = options_.pong_patience,
                              .guard = options_.guard,
                              .name_servers = options_.name_servers,
                              .dial_number = dials_++}));
    connections_.back()->start();
    // While the queue lasts, the next one follows after the spread.
    if (live + 1 < options_.connections) wheel_.arm(dial_due_, next_dial_, &on_dial_due, this);
  }

  static void on_dial_due(deadline_entry&, void* pool) { static_cast<impl*>(pool)->place_waiting(); }

  static void on_deadline(deadline_entry&, void* owner) {
    auto& lent = *static_cast<exchange*>(owner);
    const auto self = static_cast<impl*>(lent.pool_)->shared_from_this();
    self->take_back(lent);
    lent.on_failure(lent.is_flushed_ ? transport_failure::ambiguous : self->why_it_waited());
    self->place_waiting();
  }

  /// A queue that could not move because nobody answers is not an overload.
  transport_failure why_it_waited() const {
    return connections_.empty() && failures_ > 0 ? last_failure_ : transport_failure::overloaded;
  }

  /// Ends the pool's loan, wherever the exchange is.
  void take_back(exchange& lent) {
    wheel_.disarm(lent.deadline_entry_);
    if (lent.connection_ != nullptr) return static_cast<h2_connection*>(lent.connection_)->cancel(lent);
    (lent.was_resent_ ? resending_ : waiting_).remove(lent);
    lent.is_flushed_ = false;
  }

  void fail_waiting(transport_failure failure) {
    // As many as wait now: a callback may submit again.
    for (auto left = resending_.size() + waiting_.size(); left > 0; --left) {
      auto* next = resending_.pop_front();
      if (next == nullptr) next = waiting_.pop_front();
      if (next == nullptr) return;
      wheel_.disarm(next->deadline_entry_);
      next->on_failure(failure);
    }
  }

  asio::io_context& context_;
  deadline_wheel& wheel_;
  origin_pool_options options_;
  std::vector<std::shared_ptr<h2_connection>> connections_;  ///< dialling, ready, or told to go by the peer
  std::vector<std::shared_ptr<h2_connection>> leaving_;      ///< retired by us
  exchange_list resending_;                                  ///< refused once; they go before the others
  exchange_list waiting_;
  deadline_entry dial_due_;
  clock::time_point next_dial_{};
  unsigned failures_ = 0;  ///< dials in a row that came to nothing
  transport_failure last_failure_ = transport_failure::connect;
  std::size_t dials_ = 0;
  bool is_closing_ = false;
};

origin_pool::origin_pool(asio::io_context& context, deadline_wheel& wheel, origin_pool_options options)
    : impl_(std::make_shared<impl>(context, wheel, std::move(options))) {}

origin_pool::~origin_pool() {
  impl_->shut_down();
}

void origin_pool::submit(exchange& lent) {
  impl_->submit(lent);
}
void origin_pool::cancel(exchange& lent) {
  impl_->cancel(lent);
}
void origin_pool::retire_connections() {
  impl_->retire_connections();
}
origin_pool_stats origin_pool::stats() const noexcept {
  return impl_->stats();
}

}  // namespace carillon::net
