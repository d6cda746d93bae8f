#include "queue/redis_server.hpp"

#include <sys/prctl.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/log.hpp"
#include "queue/append_only_tail.hpp"
#include "queue/redis_server_config.hpp"
#include "queue/redis_server_folder.hpp"
#include "queue/redis_server_memory.hpp"
#include "queue/redis_server_probe.hpp"
#include "queue/redis_server_process.hpp"

namespace carillon::queue {

namespace {

using namespace std::chrono_literals;

constexpr auto poll_interval = 20ms;    // while starting and stopping
constexpr auto watch_interval = 100ms;  // while all is well
constexpr auto progress_interval = 500ms;
constexpr auto first_pause = 200ms;
constexpr auto longest_pause = 5'000ms;
constexpr auto sound_run = 10s;  // a run this long forgives the crashes before it
constexpr auto stop_patience = 30s;
constexpr std::uintmax_t longest_log = 10 << 20;  // looked at before each start of the child

secret make_password() {
  return secret(hex_encode(random_string(32)));
}

std::uintmax_t size_of(const std::filesystem::path& file) {
  std::error_code none;
  const auto size = std::filesystem::file_size(file, none);
  return none ? 0 : size;
}

// Redis tells of damage in its log only; we add what to do. `log` is what this run wrote.
error explain_end(const redis_server_process& process, const redis_server_folder& folder,
                  std::string_view log) {
  const auto where = " (see " + folder.log_path().string() + ")";
  const bool is_damaged = log.find("Bad file format") != std::string_view::npos ||
                          log.find("Unexpected end of file") != std::string_view::npos;
  if (is_damaged)
    return {errc::configuration, "the append-only file in " + folder.path().string() +
                                     " is damaged: copy the folder, then mend it with redis-check-aof --fix" +
                                     where};
  return {errc::configuration, "redis-server ended at start with " + process.how_it_ended() + where};
}

}  // namespace

class redis_server::supervisor {
 public:
  supervisor(redis_server_options options, redis_server_folder folder)
      : options_(std::move(options)), folder_(std::move(folder)) {}
  ~supervisor() { stop(); }

  result<void> start() {
    const auto limit = options_.max_memory ? options_.max_memory : available_memory() / 10 * 6;
    const auto text = to_text({.folder = folder_.path(),
                               .socket = folder_.socket_path(),
                               .max_memory = limit,
                               .client_password = client_password_,
                               .supervisor_password = supervisor_password_});
    if (auto written = write_private_file(folder_.config_path(), text); !written) return written;
    std::promise<result<void>> promise;
    auto started = promise.get_future();
    thread_ = std::thread([this, promise = std::move(promise)]() mutable { run(std::move(promise)); });
    auto outcome = started.get();
    if (!outcome) thread_.join();
    return outcome;
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      is_stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  net::redis_options client_options() const {
    net::redis_options options;
    options.url = "unix://" + folder_.socket_path().string();
    options.username = client_user;
    options.password = client_password_;
    return options;
  }
  bool is_running() const noexcept { return is_running_; }
  pid_t pid() const noexcept { return pid_; }

 private:
  void run(std::promise<result<void>> started) {
    ::prctl(PR_SET_NAME, "redis-watch");
    auto outcome = run_once(&started);
    auto pause = std::chrono::milliseconds(first_pause);
    while (!is_stopping()) {
      log::error("redis_server_ended", "the embedded Redis ended and is started again",
                 {{"reason", outcome.reason}, {"pause_ms", pause.count()}});
      if (wait(pause)) return;
      pause = outcome.was_sound ? std::chrono::milliseconds(first_pause) : std::min(pause * 2, longest_pause);
      outcome = run_once(nullptr);
    }
  }

  struct run_outcome {
    std::string reason;
    bool was_sound = false;
  };

  // From fork to the child's end. The first run tells `started` how it went, and ends the supervision by
  // failing.
  run_outcome run_once(std::promise<result<void>>* started) {
    const auto fail = [&](error cause) {
      if (started) {
        request_stop();
        started->set_value(cause);
      }
      return run_outcome{.reason = std::move(cause.detail)};
    };
    rotate_log(folder_.log_path(), longest_log);
    const auto log_size = size_of(folder_.log_path());
    auto spawned = redis_server_process::spawn(options_.binary, folder_);
    if (!spawned) return fail(spawned.error());
    auto process = std::move(*spawned);
    pid_ = process.pid();
    if (auto ready = wait_until_ready(process, started != nullptr, log_size); !ready) {
      end(process);
      if (was_mended(log_size)) return run_once(started);
      return fail(ready.error());
    }
    const auto since = std::chrono::steady_clock::now();
    is_running_ = true;
    log::info("redis_server_ready", "the embedded Redis answers", {{"pid", process.pid()}});
    if (started) started->set_value({});
    while (!process.has_ended() && !wait(watch_interval)) {
    }
    is_running_ = false;
    end(process);
    return {.reason = process.how_it_ended(),
            .was_sound = std::chrono::steady_clock::now() - since > sound_run};
  }

  result<void> wait_until_ready(redis_server_process& process, bool has_listener, std::uintmax_t log_size) {
    auto next_report = std::chrono::steady_clock::now() + progress_interval;
    while (true) {
      const auto health = probe_redis_server(folder_.socket_path(), supervisor_password_);
      if (process.has_ended()) return explain_end(process, folder_, read_since(folder_.log_path(), log_size));
      if (health.now == redis_server_health::state::ready) return {};
      const bool is_to_report =
          has_listener && options_.on_progress && std::chrono::steady_clock::now() >= next_report;
      if (is_to_report) {
        next_report += progress_interval;
        const auto& progress = health.progress.empty() ? std::string("starting") : health.progress;
        if (!options_.on_progress(progress)) return error(errc::cancelled, "the start of Redis was given up");
      }
      if (wait(poll_interval)) return error(errc::cancelled, "stopped while Redis was starting");
    }
  }

  // Whether Redis, by what it wrote to its log since, would not start over a torn end that is cut off now.
  bool was_mended(std::uintmax_t log_size) {
    const auto log = read_since(folder_.log_path(), log_size);
    if (is_stopping() || log.find("Unexpected end of file") == std::string::npos) return false;
    const auto cut = cut_torn_tail(folder_.path());
    if (!cut || *cut == 0) return false;
    log::warn("redis_file_mended",
              "the append-only file ended in the middle of a write: its torn end lies in torn.aof",
              {{"bytes", *cut}});
    return true;
  }

  void end(redis_server_process& process) {
    process.ask_to_end();
    const auto give_up = std::chrono::steady_clock::now() + stop_patience;
    while (!process.has_ended() && std::chrono::steady_clock::now() < give_up)
      std::this_thread::sleep_for(poll_interval);
    if (!process.has_ended()) {
      log::error("redis_server_killed", "the embedded Redis did not end by itself", {{"pid", process.pid()}});
      process.kill();
    }
    pid_ = -1;
  }

  // Up to `pause`; true when it is time to stop.
  bool wait(std::chrono::milliseconds pause) {
    std::unique_lock lock(mutex_);
    return wake_.wait_for(lock, pause, [this] { return is_stopping_; });
  }
  bool is_stopping() { return wait(0ms); }
  void request_stop() {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }

  const redis_server_options options_;
  const redis_server_folder folder_;
  const secret client_password_ = make_password();
  const secret supervisor_password_ = make_password();
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;  ///< guarded by mutex_
  std::atomic<bool> is_running_{false};
  std::atomic<pid_t> pid_{-1};
  std::thread thread_;
};

result<std::unique_ptr<redis_server>> redis_server::start(redis_server_options options) {
  auto folder = redis_server_folder::open(options.folder);
  if (!folder) return folder.error();
  auto supervised = std::make_unique<supervisor>(std::move(options), std::move(*folder));
  if (auto started = supervised->start(); !started) return started.error();
  return std::unique_ptr<redis_server>(new redis_server(std::move(supervised)));
}

redis_server::redis_server(std::unique_ptr<supervisor> supervised) : supervisor_(std::move(supervised)) {}
redis_server::~redis_server() = default;

net::redis_options redis_server::client_options() const {
  return supervisor_->client_options();
}
bool redis_server::is_running() const noexcept {
  return supervisor_->is_running();
}
pid_t redis_server::pid() const noexcept {
  return supervisor_->pid();
}
void redis_server::stop() {
  supervisor_->stop();
}

}  // namespace carillon::queue
