#include "app/child_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

namespace carillon::app {
namespace {

constexpr int exit_not_started = 127;

int status_of(int waited) {
  return WIFEXITED(waited) ? WEXITSTATUS(waited) : 128 + WTERMSIG(waited);
}

/// In the child, between fork and exec: async-signal-safe calls only.
[[noreturn]] void become(char* const* words, int output, int log, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(exit_not_started);  // the parent died before the line above took effect
  if (log >= 0) {
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
  }
  if (output >= 0) dup2(output, STDOUT_FILENO);
  execv(words[0], words);
  _exit(exit_not_started);
}

}  // namespace

result<child_process> child_process::start(options how) {
  std::array<int, 2> pipe_ends{-1, -1};
  if (how.is_output_kept && pipe2(pipe_ends.data(), O_CLOEXEC) != 0) {
    return error(errc::internal, std::string("pipe: ") + std::strerror(errno));
  }
  int log = -1;
  if (!how.log_file.empty()) {
    log = open(how.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0) return error(errc::unavailable, how.log_file + ": " + std::strerror(errno));
  }
  std::vector<char*> words;
  for (std::string& word : how.words) words.push_back(word.data());
  words.push_back(nullptr);

  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) become(words.data(), pipe_ends[1], log, parent);
  if (log >= 0) close(log);
  if (pipe_ends[1] >= 0) close(pipe_ends[1]);
  if (pid < 0) return error(errc::unavailable, std::string("fork: ") + std::strerror(errno));
  return child_process(pid, pipe_ends[0]);
}

child_process::child_process(child_process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)),
      status_(other.status_) {}

child_process& child_process::operator=(child_process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(output_, other.output_);
  std::swap(status_, other.status_);
  return *this;
}

child_process::~child_process() {
  if (pid_ > 0) stop(std::chrono::seconds(10));
  if (output_ >= 0) close(output_);
}

bool child_process::is_running() {
  if (pid_ <= 0 || status_) return false;
  int waited = 0;
  if (waitpid(pid_, &waited, WNOHANG) == pid_) status_ = status_of(waited);
  return !status_;
}

int child_process::stop(std::chrono::milliseconds patience) {
  if (is_running()) kill(pid_, SIGTERM);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (is_running() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  if (is_running()) {
    kill(pid_, SIGKILL);
    int waited = 0;
    if (waitpid(pid_, &waited, 0) == pid_) status_ = status_of(waited);
  }
  return status_.value_or(0);
}

result<std::string> child_process::finish() {
  std::string kept;
  std::array<char, 4096> buffer{};
  while (output_ >= 0) {
    const ssize_t got = read(output_, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    kept.append(buffer.data(), static_cast<std::size_t>(got));
  }
  if (!status_) {
    int waited = 0;
    while (waitpid(pid_, &waited, 0) < 0 && errno == EINTR) {
    }
    status_ = status_of(waited);
  }
  if (*status_ != 0) return error(errc::unavailable, "exit status " + std::to_string(*status_));
  return kept;
}

}  // namespace carillon::app
