// Answers that wait: latency, jitter, and the delays of rules. One timer for all of one front; due times are
// rounded up to whole milliseconds so that answers of a batch leave in a batch. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "net/h2/h2_server.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

class pending_answers {
 public:
  using deliver = std::function<void(net::h2_server_connection&, std::int32_t stream, verdict)>;

  /// `deliver` is called when an answer is due, unless its connection went away.
  pending_answers(asio::io_context& context, std::uint64_t seed, deliver when_due);

  /// latency ± jitter + extra from now. A zero sum delivers at once.
  void add(net::h2_server_connection& connection, std::int32_t stream, verdict made,
           std::chrono::milliseconds latency, std::chrono::milliseconds jitter);
  /// Drops all that wait.
  void clear();
  std::size_t size() const noexcept { return waiting_.size(); }

 private:
  using time_point = std::chrono::steady_clock::time_point;
  struct waiting_answer {
    time_point due;
    std::uint64_t order;
    std::weak_ptr<net::h2_server_connection> connection;
    std::int32_t stream;
    std::unique_ptr<verdict> made;
  };
  struct is_later {
    bool operator()(const waiting_answer& a, const waiting_answer& b) const noexcept {
      return a.due != b.due ? a.due > b.due : a.order > b.order;
    }
  };
  std::chrono::milliseconds draw(std::chrono::milliseconds latency, std::chrono::milliseconds jitter);
  void wait_for_next();
  void deliver_due();

  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
  std::uint64_t order_ = 0;
  deliver deliver_;
  std::priority_queue<waiting_answer, std::vector<waiting_answer>, is_later> waiting_;
  asio::steady_timer timer_;
  time_point wake_at_ = time_point::max();  ///< what the timer is set to
};

}  // namespace carillon::sandbox
