#include "net/compute_pool.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace carillon::net {
namespace {

/// Between the loops (0) and what an operator runs beside them.
constexpr int niceness = 5;

using waker =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                               asio::io_context::executor_type>;

/// One call of run(), shared by the caller's coroutine and the pool. The caller may be gone at any time:
/// whoever wakes it looks under the lock whether it still waits.
struct job {
  std::function<void()> work;
  std::size_t bytes = 0;
  std::exception_ptr failure;
  bool was_dropped = false;

  std::mutex mutex;
  waker* caller = nullptr;  ///< null once the caller has gone; on the caller's thread only
  bool is_done = false;     ///< read and written on the caller's thread only

  static void tell_caller(const std::shared_ptr<job>& self) {
    const std::lock_guard lock(self->mutex);
    if (self->caller == nullptr) return;
    asio::post(self->caller->get_executor(), [self] {
      self->is_done = true;
      if (self->caller != nullptr) self->caller->cancel();
    });
  }
};

/// Leaves the job to itself when the caller's coroutine ends, by whatever way.
struct caller_of_job {
  caller_of_job(std::shared_ptr<job> one, waker& wake) : one_(std::move(one)) { one_->caller = &wake; }
  ~caller_of_job() {
    const std::lock_guard lock(one_->mutex);
    one_->caller = nullptr;
  }
  caller_of_job(const caller_of_job&) = delete;
  caller_of_job& operator=(const caller_of_job&) = delete;

 private:
  std::shared_ptr<job> one_;
};

}  // namespace

class compute_pool::impl {
 public:
  explicit impl(const compute_pool_options& options) : options_(options) {
    for (unsigned i = 0; i < std::max(1U, options.threads); ++i) threads_.emplace_back([this] { serve(); });
  }

  ~impl() {
    std::vector<std::shared_ptr<job>> dropped;
    {
      const std::lock_guard lock(mutex_);
      is_stopping_ = true;
      for (auto& [owner, line] : waiting_) std::ranges::move(line.jobs, std::back_inserter(dropped));
      waiting_.clear();
      turns_.clear();
    }
    changed_.notify_all();
    for (const auto& one : dropped) {
      one->was_dropped = true;
      job::tell_caller(one);
    }
    for (auto& each : threads_) each.join();
  }

  bool add(std::string owner, std::shared_ptr<job> one, piece_of what) {
    {
      const std::lock_guard lock(mutex_);
      if (is_stopping_ || (what == piece_of::new_work && !may_wait(owner, one->bytes))) return false;
      const auto bytes = one->bytes;
      auto& mine = waiting_[owner];
      if (mine.jobs.empty()) turns_.push_back(std::move(owner));
      mine.jobs.push_back(std::move(one));
      mine.bytes += bytes;
      bytes_ += bytes;
      ++count_;
    }
    changed_.notify_one();
    return true;
  }

  std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  /// What waits of one owner.
  struct line {
    std::deque<std::shared_ptr<job>> jobs;
    std::size_t bytes = 0;
  };

  bool may_wait(const std::string& owner, std::size_t bytes) const {
    if (count_ >= options_.most_waiting) return false;
    if (count_ > 0 && bytes_ + bytes > options_.most_waiting_bytes) return false;
    const auto mine = waiting_.find(owner);
    return mine == waiting_.end() || (mine->second.jobs.size() < options_.most_waiting_each &&
                                      mine->second.bytes + bytes <= options_.most_waiting_bytes / 4);
  }

  void serve() {
    pthread_setname_np(pthread_self(), "compute");
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
    while (auto one = next()) {
      try {
        one->work();
      } catch (...) {
        one->failure = std::current_exception();
      }
      one->work = nullptr;
      job::tell_caller(one);
    }
  }

  /// The first of the owner whose turn it is; null when the pool ends.
  std::shared_ptr<job> next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_stopping_ || !turns_.empty(); });
    if (is_stopping_) return nullptr;
    const auto mine = waiting_.find(turns_.front());
    auto one = std::move(mine->second.jobs.front());
    mine->second.jobs.pop_front();
    mine->second.bytes -= one->bytes;
    bytes_ -= one->bytes;
    --count_;
    if (mine->second.jobs.empty()) {
      waiting_.erase(mine);
      turns_.pop_front();
    } else {
      turns_.splice(turns_.end(), turns_, turns_.begin());
    }
    return one;
  }

  const compute_pool_options options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, line> waiting_;  ///< by owner; none is empty
  std::list<std::string> turns_;         ///< owners that have something waiting
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
  bool is_stopping_ = false;
  std::vector<std::thread> threads_;
};

compute_pool::compute_pool(const compute_pool_options& options) : impl_(std::make_shared<impl>(options)) {}
compute_pool::~compute_pool() = default;

std::size_t compute_pool::waiting() const {
  return impl_->waiting();
}

task<result<void>> compute_pool::perform(std::string owner, std::function<void()> work, std::size_t bytes,
                                         piece_of what) {
  waker wake(co_await asio::this_coro::executor);
  wake.expires_at(std::chrono::steady_clock::time_point::max());
  const auto one = std::make_shared<job>();
  one->work = std::move(work);
  one->bytes = bytes;
  const caller_of_job waits(one, wake);
  if (!impl_->add(std::move(owner), one, what)) {
    co_return error(errc::unavailable, "too much work of this kind is waiting already");
  }
  while (!one->is_done) co_await wake.async_wait(no_throw);
  if (one->failure) std::rethrow_exception(one->failure);
  if (one->was_dropped) co_return error(errc::cancelled, "the process is stopping");
  co_return result<void>();
}

}  // namespace carillon::net
