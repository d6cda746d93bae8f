// A real redis-server for tests, and a way to run a coroutine to its end. Never a mock: a queue that was only
// tested against our idea of Redis was not tested. Use redis_test for an empty, shared server; redis_process
// for one that a test may stop, kill or configure.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <boost/asio/co_spawn.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "net/redis/redis.hpp"
#include "net/task.hpp"

namespace carillon::test {

/// A fresh folder under the system's temporary one, removed with all it holds.
class temporary_folder {
 public:
  temporary_folder();
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

/// A TCP port for who cannot bind to port 0, as Redis cannot. Outside the range the system hands out by
/// itself, so that no test beside us is given it in the meantime.
std::uint16_t port_for_redis();

/// One redis-server of our own: unix socket, no TCP port, appendonly with fsync always. It answers when the
/// constructor or start() returns, and is killed, by its pid, at the latest by the destructor.
class redis_process {
 public:
  /// `arguments` are appended to the command line ("--maxmemory", "10mb"). Throws when it does not come up.
  explicit redis_process(std::vector<std::string> arguments = {});
  ~redis_process();
  redis_process(const redis_process&) = delete;
  redis_process& operator=(const redis_process&) = delete;

  std::string url() const { return "unix://" + socket_path().string(); }
  net::redis_options options() const;
  std::filesystem::path socket_path() const { return folder_.path() / "redis.sock"; }
  const std::filesystem::path& folder() const noexcept { return folder_.path(); }
  pid_t pid() const noexcept { return pid_; }

  /// kill -9, and waits until it is gone. start() brings it back over the same data.
  void kill();
  void start();
  /// Stops it from running, as a stalled machine would, and lets it go on; freeze() returns when it stands
  /// still.
  void freeze();
  void thaw();
  /// One command over a connection of its own, blocking: for arranging a test, apart from the code under
  /// test.
  net::redis_reply command(const net::redis_command& command) const;

 private:
  temporary_folder folder_;
  std::vector<std::string> arguments_;
  pid_t pid_ = -1;
};

/// Keeps `context` running until `work` has ended; gives its value or throws its exception. After 30 s, or
/// when nothing is left that could wake it, throws: a test may hang nobody.
template <class T>
T run(asio::io_context& context, task<T> work) {
  std::exception_ptr failure;
  std::optional<T> value;
  bool has_ended = false;
  asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T outcome) {
    failure = error;
    if (!error) value.emplace(std::move(outcome));
    has_ended = true;
  });
  context.restart();
  const auto guard = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!has_ended && context.run_one_until(guard) > 0) {
  }
  if (!has_ended) throw std::runtime_error("the coroutine did not end");
  if (failure) std::rethrow_exception(failure);
  return std::move(*value);
}

void run(asio::io_context& context, task<> work);

/// Runs `context` until `condition` holds; false after 30 s.
template <class Condition>
bool run_until(asio::io_context& context, Condition condition) {
  context.restart();
  const auto guard = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (context.run_one_until(guard) == 0) return condition();
  }
  return true;
}

/// Base of tests that want an empty Redis: one server a test process, flushed (data and scripts) before each
/// test. `client()` is connected on first use and closed before `context` dies.
class redis_test : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  static redis_process& server();
  net::redis& client();
  /// Runs `work` on this test's context.
  template <class T>
  T run(task<T> work) {
    return test::run(context, std::move(work));
  }
  /// One command, and its reply; a failure of transport fails the test.
  net::redis_reply call(net::redis_command command);

  asio::io_context context{1};

 private:
  std::unique_ptr<net::redis> client_;
};

}  // namespace carillon::test
