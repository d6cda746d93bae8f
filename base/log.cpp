#include "base/log.hpp"

#include <poll.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "base/log_line.hpp"

namespace carillon::log {
namespace {

constexpr std::size_t buffered_lines = 8192;
constexpr std::chrono::seconds flush_deadline{2};

/// Writes ready lines to a standard stream with one write() each, on spdlog's own thread (before configure():
/// on the caller's). Also tells flush() how far it has come.
class stream_sink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit stream_sink(int stream) : stream_(stream) {}

  /// Registers a wish to be flushed; hand the answer to wait_until_flushed.
  std::uint64_t request_flush() {
    const std::lock_guard lock(flush_mutex_);
    return ++requested_;
  }

  void wait_until_flushed(std::uint64_t ticket) {
    std::unique_lock lock(flush_mutex_);
    // Bounded: the reader of our output may have stopped reading, and the flush itself may be overrun.
    flushed_.wait_for(lock, flush_deadline, [&] { return done_ >= ticket; });
  }

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    std::string_view rest(message.payload.data(), message.payload.size());
    while (!rest.empty()) {
      const auto written = ::write(stream_, rest.data(), rest.size());
      if (written >= 0) {
        rest.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno == EAGAIN) {
        pollfd writable{stream_, POLLOUT, 0};
        ::poll(&writable, 1, -1);
      } else if (errno != EINTR) {
        return;  // nobody reads any more: there is no place left to say so
      }
    }
  }

  void flush_() override {
    const std::lock_guard lock(flush_mutex_);
    done_ = requested_;
    flushed_.notify_all();
  }

  int stream_;
  std::mutex flush_mutex_;
  std::condition_variable flushed_;
  std::uint64_t requested_ = 0;
  std::uint64_t done_ = 0;
};

/// Everything log::write needs; made whole, then published, never changed and never freed: other threads may
/// still hold it, and lines are written until the very end of the process.
struct logging {
  level minimum = level::info;
  bool is_json = false;
  int stream = STDOUT_FILENO;
  std::string component = "carillon";
  std::shared_ptr<stream_sink> sink = std::make_shared<stream_sink>(STDOUT_FILENO);
  std::shared_ptr<spdlog::details::thread_pool> pool;  ///< none before configure()
  std::shared_ptr<spdlog::logger> logger = std::make_shared<spdlog::logger>("carillon", sink);
  const logging* replaced = nullptr;  ///< what was in force before
};

std::atomic<const logging*>& current() {
  static std::atomic<const logging*> holder = new logging;
  return holder;
}

bool is_json_on(int stream, format how) {
  return how == format::json || (how == format::automatic && ::isatty(stream) == 0);
}

}  // namespace

void configure(level minimum, format how, std::string_view component, destination where) {
  const int stream = where == destination::standard_output ? STDOUT_FILENO : STDERR_FILENO;
  auto* const next = new logging;
  next->sink = std::make_shared<stream_sink>(stream);
  next->minimum = minimum;
  next->is_json = is_json_on(stream, how);
  next->stream = stream;
  next->component = component;
  next->pool = std::make_shared<spdlog::details::thread_pool>(buffered_lines, 1);
  next->logger = std::make_shared<spdlog::async_logger>("carillon", next->sink, next->pool,
                                                        spdlog::async_overflow_policy::overrun_oldest);
  next->logger->set_level(spdlog::level::trace);  // we sift in write(), before anything is formatted
  next->replaced = current().load();
  current().store(next);
  static const bool is_registered = std::atexit(flush) == 0;
  static_cast<void>(is_registered);  // without it, only lines of the last moment could be lost
}

void adjust(level minimum, format how) {
  const auto* const before = current().load();
  auto* const next = new logging(*before);
  next->minimum = minimum;
  next->is_json = is_json_on(next->stream, how);
  next->replaced = before;
  current().store(next);
}

void write(level at, std::string_view event, std::string_view message, std::initializer_list<field> fields) {
  const auto* const to = current().load();
  if (at < to->minimum) return;
  const line what{now(), at, to->component, event, message, fields};
  const auto text = to->is_json ? as_json(what) : as_plain_text(what);
  to->logger->log(spdlog::level::info, spdlog::string_view_t(text.data(), text.size()));
}

void flush() {
  const auto* const to = current().load();
  const auto ticket = to->sink->request_flush();
  to->logger->flush();
  to->sink->wait_until_flushed(ticket);
}

std::uint64_t dropped_lines() {
  const auto* const to = current().load();
  return to->pool ? to->pool->overrun_counter() : 0;
}

}  // namespace carillon::log
