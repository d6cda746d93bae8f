// The redis interface over one command link and one subscriber, and its coroutine forms.
#include <boost/asio/async_result.hpp>

#include "net/redis/redis.hpp"
#include "net/redis/redis_link.hpp"
#include "net/redis/redis_subscriber.hpp"

namespace carillon::net {

namespace {

using awaiting = asio::use_awaitable_t<asio::io_context::executor_type>;

class single_redis final : public redis {
 public:
  single_redis(asio::io_context& context, redis_options options) {
    auto connector = std::make_shared<const redis_connector>(context, std::move(options));
    link_ = std::make_shared<redis_link>(context, connector);
    subscriber_ = std::make_shared<redis_subscriber>(context, connector);
    link_->start();
  }
  ~single_redis() override { close_both(); }

  void submit(redis_command command, handler done) override {
    redis_request request;
    request.command = std::move(command);
    request.done = std::move(done);
    link_->submit(std::move(request));
  }

  void submit(const redis_script& script, std::vector<std::string> keys, std::vector<std::string> args,
              handler done) override {
    redis_request request;
    request.script = &script;
    request.keys = std::move(keys);
    request.args = std::move(args);
    request.done = std::move(done);
    link_->submit(std::move(request));
  }

  void subscribe(std::string pattern,
                 std::function<void(std::string_view, std::string_view)> on_message) override {
    subscriber_->subscribe(std::move(pattern), std::move(on_message));
  }

  bool is_connected() const noexcept override { return link_->is_connected(); }
  void close() override { close_both(); }

 private:
  void close_both() {
    link_->close();
    subscriber_->close();
  }
  std::shared_ptr<redis_link> link_;
  std::shared_ptr<redis_subscriber> subscriber_;
};

// std::function copies, Asio's handlers only move.
template <class Handler>
auto share(Handler&& handler) {
  return std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
}

}  // namespace

task<result<redis_reply>> redis::call(redis_command command) {
  auto start = [this, command = std::move(command)](auto done) mutable {
    submit(std::move(command), [done = share(std::move(done))](result<redis_reply> reply) {
      std::move (*done)(std::move(reply));
    });
  };
  awaiting token;
  auto reply = co_await asio::async_initiate<awaiting, void(result<redis_reply>)>(std::move(start), token);
  co_return reply;
}

task<result<redis_reply>> redis::call(const redis_script& script, std::vector<std::string> keys,
                                      std::vector<std::string> args) {
  auto start = [this, &script, keys = std::move(keys), args = std::move(args)](auto done) mutable {
    submit(
        script, std::move(keys), std::move(args),
        [done = share(std::move(done))](result<redis_reply> reply) { std::move (*done)(std::move(reply)); });
  };
  awaiting token;
  auto reply = co_await asio::async_initiate<awaiting, void(result<redis_reply>)>(std::move(start), token);
  co_return reply;
}

task<redis::replies> redis::pipeline(std::vector<redis_command> commands) {
  if (commands.empty()) co_return replies();
  auto start = [this, commands = std::move(commands)](auto done) mutable {
    auto shared = share(std::move(done));
    auto outcomes = std::make_shared<replies>(commands.size());
    auto left = std::make_shared<std::size_t>(commands.size());
    for (std::size_t i = 0; i < commands.size(); ++i) {
      // By index, not by arrival: a command that met LOADING is answered after its successors.
      submit(std::move(commands[i]), [shared, outcomes, left, i](result<redis_reply> reply) {
        (*outcomes)[i] = std::move(reply);
        if (--*left == 0) std::move (*shared)(std::move(*outcomes));
      });
    }
  };
  awaiting token;
  auto outcomes = co_await asio::async_initiate<awaiting, void(replies)>(std::move(start), token);
  co_return outcomes;
}

std::unique_ptr<redis> connect_redis(asio::io_context& context, redis_options options) {
  return std::make_unique<single_redis>(context, std::move(options));
}

}  // namespace carillon::net
