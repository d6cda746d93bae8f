#include "net/compute_pool.hpp"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <thread>
#include <vector>

#include "net/compute_job.hpp"
#include "net/compute_queue.hpp"

namespace carillon::net {
namespace {

using std::chrono::steady_clock;

/// Of prompt threads: between the loops (0) and what an operator runs beside them.
constexpr int niceness = 5;
/// How soon a thread sees that credit has grown, or that somebody is alone no more, while pieces wait.
constexpr std::chrono::milliseconds look_again{50};

std::chrono::nanoseconds cpu_time_of_this_thread() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

/// Whatever wakes up on a core takes it at once from a thread of SCHED_IDLE, which nobody needs a right for.
void give_way(pace kind) {
  const sched_param none{};
  if (kind == pace::left_over && ::sched_setscheduler(0, SCHED_IDLE, &none) == 0) return;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kind == pace::prompt ? niceness : 19);
}

/// Leaves the job to itself when the caller's coroutine ends, by whatever way.
struct caller_of_job {
  caller_of_job(std::shared_ptr<compute_job> one, compute_job::waker& wake) : one_(std::move(one)) {
    one_->caller = &wake;
  }
  ~caller_of_job() {
    const std::lock_guard lock(one_->mutex);
    one_->caller = nullptr;
  }
  caller_of_job(const caller_of_job&) = delete;
  caller_of_job& operator=(const caller_of_job&) = delete;

 private:
  std::shared_ptr<compute_job> one_;
};

}  // namespace

void compute_job::tell_caller(const std::shared_ptr<compute_job>& self) {
  const std::lock_guard lock(self->mutex);
  if (self->caller == nullptr) return;
  asio::post(self->caller->get_executor(), [self] {
    self->is_done = true;
    if (self->caller != nullptr) self->caller->cancel();
  });
}

class compute_pool::impl {
 public:
  explicit impl(const compute_pool_options& options) : queue_(options, who_) {
    for (const auto kind : {pace::prompt, pace::left_over}) {
      for (unsigned i = 0; i < std::max(1U, options.threads); ++i)
        threads_.emplace_back([this, kind] { serve(kind); });
    }
  }

  ~impl() {
    std::vector<std::shared_ptr<compute_job>> dropped;
    {
      const std::lock_guard lock(mutex_);
      is_stopping_ = true;
      dropped = queue_.drain();
    }
    changed_.notify_all();
    for (const auto& one : dropped) {
      one->was_dropped = true;
      compute_job::tell_caller(one);
    }
    for (auto& each : threads_) each.join();
  }

  bool add(std::string owner, std::shared_ptr<compute_job> one, piece_of what) {
    {
      const std::lock_guard lock(mutex_);
      if (is_stopping_ || !queue_.add(std::move(owner), std::move(one), what)) return false;
    }
    changed_.notify_all();
    return true;
  }

  std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
  }

  presence& who() noexcept { return who_; }

 private:
  void serve(pace kind) {
    pthread_setname_np(pthread_self(), kind == pace::prompt ? "compute" : "compute-rest");
    give_way(kind);
    while (true) {
      const auto next = take(kind);
      if (!next.job) return;
      const auto before = cpu_time_of_this_thread();
      try {
        next.job->work();
      } catch (...) {
        next.job->failure = std::current_exception();
      }
      next.job->work = nullptr;
      if (kind == pace::prompt) note(next.owner, cpu_time_of_this_thread() - before);
      compute_job::tell_caller(next.job);
    }
  }

  /// Waits for a piece; none when the pool ends.
  compute_queue::taken take(pace kind) {
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
      auto found = queue_.take(kind, steady_clock::now());
      if (found.job) return found;
      if (queue_.size() == 0) {
        changed_.wait(lock);
      } else {
        changed_.wait_for(lock, look_again);
      }
    }
    return {};
  }

  void note(const std::string& owner, std::chrono::nanoseconds used) {
    {
      const std::lock_guard lock(mutex_);
      queue_.note(owner, used, steady_clock::now());
    }
    changed_.notify_all();  // its next pieces may be the other threads' now
  }

  presence who_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  compute_queue queue_;
  bool is_stopping_ = false;
  std::vector<std::thread> threads_;
};

compute_pool::compute_pool(const compute_pool_options& options) : impl_(std::make_shared<impl>(options)) {}
compute_pool::~compute_pool() = default;

std::size_t compute_pool::waiting() const {
  return impl_->waiting();
}

presence& compute_pool::who_is_here() noexcept {
  return impl_->who();
}

task<result<void>> compute_pool::perform(std::string owner, std::function<void()> work, std::size_t bytes,
                                         piece_of what) {
  compute_job::waker wake(co_await asio::this_coro::executor);
  wake.expires_at(steady_clock::time_point::max());
  const auto one = std::make_shared<compute_job>();
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
