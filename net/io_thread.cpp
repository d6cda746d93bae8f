#include "net/io_thread.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/metrics.hpp"

namespace carillon::net {

namespace {
constexpr std::chrono::milliseconds heartbeat_interval{100};
using clock = std::chrono::steady_clock;
}  // namespace

/// The heartbeat. Its own object because it must leave the loop when the guard is dropped.
struct io_thread::heart {
  heart(asio::io_context& context, std::string_view name)
      : timer(context), lag(metrics::get_histogram("carillon_loop_lag_seconds", {{"thread", name}})) {}
  asio::steady_timer timer;
  metrics::histogram lag;
  bool is_stopped = false;
};

io_thread::io_thread(std::string name, int niceness)
    : name_(std::move(name)),
      niceness_(niceness),
      guard_(context_.get_executor()),
      heart_(std::make_unique<heart>(context_, name_)) {
  tick_ = clock::now().time_since_epoch().count();
}

io_thread::~io_thread() {
  stop();
  join();
}

void io_thread::start() {
  beat();
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), name_.substr(0, 15).c_str());
    const auto self = static_cast<id_t>(::gettid());
    if (niceness_ != 0) ::setpriority(PRIO_PROCESS, self, ::getpriority(PRIO_PROCESS, self) + niceness_);
    context_.run();
  });
}

void io_thread::beat() {
  if (heart_->is_stopped) return;
  tick_.store(clock::now().time_since_epoch().count(), std::memory_order_relaxed);
  heart_->timer.expires_after(heartbeat_interval);
  heart_->timer.async_wait([this](boost::system::error_code ec) {
    if (ec) return;
    const std::chrono::duration<double> late = clock::now() - heart_->timer.expiry();
    heart_->lag.observe(late.count());
    beat();
  });
}

void io_thread::post(std::function<void()> work) {
  asio::post(context_, std::move(work));
}

void io_thread::release() {
  asio::post(context_, [this] {
    heart_->is_stopped = true;
    heart_->timer.cancel();
    // Nobody beats any more while the loop drains; that is not a hang.
    tick_.store(clock::time_point::max().time_since_epoch().count(), std::memory_order_relaxed);
    guard_.reset();
  });
}

void io_thread::stop() {
  context_.stop();
}

void io_thread::join() {
  if (thread_.joinable()) thread_.join();
}

clock::time_point io_thread::last_tick() const noexcept {
  return clock::time_point(clock::duration(tick_.load(std::memory_order_relaxed)));
}

}  // namespace carillon::net
