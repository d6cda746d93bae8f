// What carries requests to one origin: a pool of connections, or what a test puts in its place. One io
// thread; the exchanges stay the caller's.
#pragma once

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
};

class pool_carrier final : public carrier {
 public:
  pool_carrier(asio::io_context& context, net::deadline_wheel& wheel, net::origin_pool_options options)
      : pool_(context, wheel, std::move(options)) {}
  void submit(net::exchange& exchange) override { pool_.submit(exchange); }
  void cancel(net::exchange& exchange) override { pool_.cancel(exchange); }
  void retire_connections() override { pool_.retire_connections(); }

 private:
  net::origin_pool pool_;
};

}  // namespace carillon::engine
