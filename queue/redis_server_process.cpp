#include "queue/redis_server_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace carillon::queue {

namespace {

// Everything the child needs, made before fork: between fork and exec of a program with threads only
// async-signal-safe calls are allowed, and an allocation is none.
struct launch {
  std::array<char*, 3> arguments;
  std::array<char*, 3> environment;
  int log;
  int lock;
  int failure_pipe;  ///< errno of a failed exec goes here; closed by a successful one
  pid_t parent;
};

[[noreturn]] void become_redis(const launch& plan) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != plan.parent) ::_exit(0);  // the parent died before prctl: no signal would come
  ::setpgid(0, 0);                             // Ctrl-C is for us; Redis ends last, when we say so
  ::umask(0077);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);

  // 0 nothing, 1 and 2 the log, 3 the lock, 4 the pipe; all else (our sockets!) is closed. Duplicated high
  // first, lest one be overwritten by another.
  const int log = ::fcntl(plan.log, F_DUPFD_CLOEXEC, 16);
  const int lock = ::fcntl(plan.lock, F_DUPFD_CLOEXEC, 16);
  const int failure_pipe = ::fcntl(plan.failure_pipe, F_DUPFD_CLOEXEC, 16);
  ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::dup2(lock, 3);
  ::dup3(failure_pipe, 4, O_CLOEXEC);
  ::close_range(5, ~0U, 0);

  ::execvpe(plan.arguments[0], plan.arguments.data(), plan.environment.data());
  const int reason = errno;
  if (::write(4, &reason, sizeof reason) < 0) ::_exit(126);
  ::_exit(127);
}

error cannot_start(const std::string& binary, int reason) {
  if (reason == ENOENT || reason == EACCES)
    return {errc::configuration, "cannot run " + binary + " (" + std::strerror(reason) +
                                     "): install the Debian package redis-server, or set redis.url"};
  return {errc::unavailable, "cannot start " + binary + ": " + std::strerror(reason)};
}

}  // namespace

result<redis_server_process> redis_server_process::spawn(const std::string& binary,
                                                         const redis_server_folder& folder) {
  std::string program = binary;
  std::string config = folder.config_path().string();
  // Ours may hold secrets (CARILLON_…_PASSWORD); Redis needs none of it.
  std::string path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  std::string locale = "LC_ALL=C.UTF-8";
  const int log =
      ::open(folder.log_path().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (log < 0)
    return error(errc::unavailable,
                 "cannot write " + folder.log_path().string() + ": " + std::strerror(errno));
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) {
    ::close(log);
    return error(errc::unavailable, std::string("no pipe: ") + std::strerror(errno));
  }
  const launch plan = {.arguments = {program.data(), config.data(), nullptr},
                       .environment = {path.data(), locale.data(), nullptr},
                       .log = log,
                       .lock = folder.lock_descriptor(),
                       .failure_pipe = pipe[1],
                       .parent = ::getpid()};
  const pid_t pid = ::fork();
  if (pid == 0) become_redis(plan);
  const int fork_reason = errno;
  ::close(log);
  ::close(pipe[1]);
  int exec_reason = 0;
  const bool has_failed = pid > 0 && ::read(pipe[0], &exec_reason, sizeof exec_reason) == sizeof exec_reason;
  ::close(pipe[0]);
  if (pid < 0) return cannot_start(binary, fork_reason);
  if (!has_failed) return redis_server_process(pid);
  ::waitpid(pid, nullptr, 0);
  return cannot_start(binary, exec_reason);
}

redis_server_process::redis_server_process(redis_server_process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), status_(other.status_), has_ended_(other.has_ended_) {}

redis_server_process::~redis_server_process() {
  kill();
}

bool redis_server_process::has_ended() {
  if (has_ended_ || pid_ < 0) return true;
  const pid_t ended = ::waitpid(pid_, &status_, WNOHANG);
  has_ended_ = ended == pid_ || (ended < 0 && errno == ECHILD);
  return has_ended_;
}

std::string redis_server_process::how_it_ended() const {
  if (WIFSIGNALED(status_)) return "signal " + std::to_string(WTERMSIG(status_));
  return "exit code " + std::to_string(WEXITSTATUS(status_));
}

void redis_server_process::ask_to_end() {
  if (!has_ended()) ::kill(pid_, SIGTERM);
}

void redis_server_process::kill() {
  if (has_ended()) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
  }
  has_ended_ = true;
}

}  // namespace carillon::queue
