// One request of a control path, awaited by the coroutine that makes it: what nobody's window is needed for.
// Fill `request`, send(), read `response`. One io thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "engine/parts/wakeup.hpp"
#include "engine/routing/carrier.hpp"

namespace carillon::engine {

class awaited_exchange final : public net::exchange {
 public:
  awaited_exchange(asio::io_context& context, std::shared_ptr<carrier> by)
      : by_(std::move(by)), ended_(context) {}
  /// Whoever awaited it may be cancelled meanwhile.
  ~awaited_exchange() override {
    if (is_under_way_) by_->cancel(*this);
  }

  /// Nothing: `response` is complete. Once only.
  task<std::optional<net::transport_failure>> send(std::chrono::milliseconds within) {
    timeout = within;
    is_under_way_ = true;
    by_->submit(*this);
    while (is_under_way_) co_await ended_.wait_for(within);
    co_return failure_;
  }

  void on_response() override { end(std::nullopt); }
  void on_failure(net::transport_failure failure) override { end(failure); }

 private:
  void end(std::optional<net::transport_failure> failure) {
    failure_ = failure;
    is_under_way_ = false;
    ended_.notify();
  }

  std::shared_ptr<carrier> by_;
  wakeup ended_;
  std::optional<net::transport_failure> failure_;
  bool is_under_way_ = false;
};

}  // namespace carillon::engine
