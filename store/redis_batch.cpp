#include "store/redis_batch.hpp"

#include <boost/asio/async_result.hpp>

namespace carillon::store {

namespace {

using awaiting = asio::use_awaitable_t<asio::io_context::executor_type>;

template <class Handler>
struct gathering {
  Handler done;
  net::redis::replies replies;
  std::size_t left;

  void take(std::size_t place, result<net::redis_reply> reply) {
    replies[place] = net::require_success(std::move(reply));
    if (--left == 0) std::move(done)(std::move(replies));
  }
};

}  // namespace

std::size_t redis_batch::add(net::redis_command command) {
  requests_.push_back({nullptr, std::move(command), {}, {}});
  return requests_.size() - 1;
}

std::size_t redis_batch::add(const net::redis_script& script, std::vector<std::string> keys,
                             std::vector<std::string> args) {
  requests_.push_back({&script, {}, std::move(keys), std::move(args)});
  return requests_.size() - 1;
}

task<net::redis::replies> redis_batch::run() {
  auto requests = std::exchange(requests_, {});
  if (requests.empty()) co_return net::redis::replies();
  auto start = [this, requests = std::move(requests)](auto done) mutable {
    using handler = std::decay_t<decltype(done)>;
    const auto count = requests.size();
    auto state = std::make_shared<gathering<handler>>(
        gathering<handler>{std::move(done), net::redis::replies(count), count});
    for (std::size_t place = 0; place < count; ++place) {
      auto take = [state, place](result<net::redis_reply> reply) { state->take(place, std::move(reply)); };
      auto& next = requests[place];
      if (next.script) {
        redis_.submit(*next.script, std::move(next.keys), std::move(next.args), std::move(take));
      } else {
        redis_.submit(std::move(next.command), std::move(take));
      }
    }
  };
  awaiting token;
  auto replies = co_await asio::async_initiate<awaiting, void(net::redis::replies)>(std::move(start), token);
  co_return replies;
}

}  // namespace carillon::store
