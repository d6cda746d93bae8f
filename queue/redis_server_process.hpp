// One run of redis-server as our child: fork, exec, wait. Used by redis_server's supervising thread, and by
// no other: the kernel ends the child when the thread that forked it ends.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/error.hpp"
#include "queue/redis_server_folder.hpp"

namespace carillon::queue {

class redis_server_process {
 public:
  /// Starts `binary` over the folder's redis.conf, output to its redis.log. `configuration` when there is no
  /// such program, else `unavailable`.
  static result<redis_server_process> spawn(const std::string& binary, const redis_server_folder& folder);
  ~redis_server_process();  ///< kills it, if it still runs
  redis_server_process(redis_server_process&& other) noexcept;
  redis_server_process& operator=(redis_server_process&&) = delete;

  pid_t pid() const noexcept { return pid_; }
  /// True once the child has ended; it is reaped then.
  bool has_ended();
  /// "exit code 1", "signal 9"; after has_ended() only.
  std::string how_it_ended() const;
  /// SIGTERM: Redis writes out what it holds and ends.
  void ask_to_end();
  /// SIGKILL, and waits.
  void kill();

 private:
  explicit redis_server_process(pid_t pid) : pid_(pid) {}
  pid_t pid_ = -1;
  int status_ = 0;
  bool has_ended_ = false;
};

}  // namespace carillon::queue
