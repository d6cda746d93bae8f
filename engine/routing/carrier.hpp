// What carries requests to one origin: a pool of connections, or what a test puts in its place; how many it
// may have of the window, and who waits for it. One io thread; the exchanges stay the caller's.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

#include "engine/outcome/concurrency_limit.hpp"
#include "net/exchange.hpp"
#include "net/origin_pool.hpp"

namespace carillon::engine {

class carrier {
 public:
  virtual ~carrier() = default;
  /// As net::origin_pool's.
  virtual void submit(net::exchange& exchange) = 0;
  virtual void cancel(net::exchange& exchange) = 0;
  virtual void retire_connections() = 0;
  virtual std::size_t streams() const noexcept = 0;

  /// A request of a delivery ended: concurrency_limit::hear().
  void hear(std::chrono::nanoseconds took, bool is_well) noexcept;
  /// Who finds it full may wait for room: it gets on, and the line is short, or there is none.
  bool may_line_up(steady_time now) const noexcept;
  /// Of so many requests that wait outside: how long until it is their turn, as things go; twenty seconds at
  /// most. `dice`, uniform in [0, 1), spreads those that come back.
  std::chrono::milliseconds put_off(double requests, double dice, steady_time now) noexcept;

  /// Kept by the window: of deliveries alone, not of what else it carries.
  concurrency_limit load;

 private:
  friend class line_place;
  double lined_up_ = 0;  ///< requests that wait in the window
  double outside_ = 0;   ///< that were put off, less what was served since
};

class pool_carrier final : public carrier {
 public:
  pool_carrier(asio::io_context& context, net::deadline_wheel& wheel, net::origin_pool_options options)
      : pool_(context, wheel, std::move(options)) {}
  void submit(net::exchange& exchange) override { pool_.submit(exchange); }
  void cancel(net::exchange& exchange) override { pool_.cancel(exchange); }
  void retire_connections() override { pool_.retire_connections(); }
  std::size_t streams() const noexcept override { return pool_.streams(); }

 private:
  net::origin_pool pool_;
};

/// A chunk's place in the line before a carrier that has all it may have; left by destruction.
class line_place {
 public:
  line_place(std::shared_ptr<carrier> before, double requests)
      : before_(std::move(before)), requests_(requests) {
    before_->lined_up_ += requests_;
  }
  line_place(const line_place&) = delete;
  line_place& operator=(const line_place&) = delete;
  ~line_place() { before_->lined_up_ -= requests_; }
  const carrier& before() const noexcept { return *before_; }

 private:
  std::shared_ptr<carrier> before_;
  double requests_;
};

}  // namespace carillon::engine
