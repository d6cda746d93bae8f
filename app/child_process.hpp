// A program we start, watch and stop: the demo's server and sandbox, and the commands it runs as a user
// would. The child dies with us. Owned by one thread.
#pragma once

#include <sys/types.h>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace carillon::app {

class child_process {
 public:
  struct options {
    std::vector<std::string> words;  ///< program path first
    std::string log_file;            ///< gets stdout and stderr; empty = ours
    bool is_output_kept = false;     ///< collect stdout instead (finish() returns it); stderr as above
  };
  static result<child_process> start(options how);

  child_process(child_process&& other) noexcept;
  child_process& operator=(child_process&& other) noexcept;
  /// Stops it: SIGTERM, and SIGKILL after 10 s.
  ~child_process();

  bool is_running();
  /// SIGTERM, wait up to `patience`, then SIGKILL. The exit status, 128+signal when killed. Idempotent.
  int stop(std::chrono::milliseconds patience);
  /// Waits for its own end; stdout when it was to be kept. `unavailable` with the status when that is not 0.
  result<std::string> finish();
  pid_t pid() const noexcept { return pid_; }

 private:
  child_process(pid_t pid, int output) : pid_(pid), output_(output) {}
  pid_t pid_ = -1;
  int output_ = -1;  ///< read end of its stdout, when kept
  std::optional<int> status_;
};

}  // namespace carillon::app
