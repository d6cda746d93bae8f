// The embedded Redis: a private redis-server child over its own folder, reachable by a unix socket only,
// synced on every write, restarted when it dies. app/ starts it before anything that talks to Redis and stops
// it last. Any thread may ask; a thread of its own supervises (a child is tied to the life of the thread that
// forked it).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/redis/redis.hpp"

namespace carillon::queue {

struct redis_server_options {
  std::filesystem::path folder;         ///< of this Redis alone; made 0700 when absent
  std::string binary = "redis-server";  ///< name (looked up in PATH) or path
  std::uint64_t max_memory = 0;         ///< bytes; 0 = 60 % of the cgroup's limit, or of the machine's memory
  /// Told how loading gets on, about twice a second, on the supervising thread while start() blocks (systemd
  /// wants its EXTEND_TIMEOUT_USEC). Returning false gives up.
  std::function<bool(std::string_view)> on_progress{};
};

class redis_server {
 public:
  /// Returns once Redis has loaded its data and answers, however long that takes. `configuration` when the
  /// binary is missing, the folder unusable, owned by another process, or its data damaged; `cancelled` after
  /// on_progress said so. On failure nothing is left running.
  static result<std::unique_ptr<redis_server>> start(redis_server_options options);
  ~redis_server();  ///< stop()
  redis_server(const redis_server&) = delete;
  redis_server& operator=(const redis_server&) = delete;

  /// How to connect: as a user that may do all a client needs, but not FLUSHALL, DEBUG or CONFIG SET. The
  /// password is new at each start(), the same over restarts of the child.
  net::redis_options client_options() const;
  /// False while the child is down or loading again.
  bool is_running() const noexcept;
  /// Of the child; -1 while there is none.
  pid_t pid() const noexcept;
  /// Lets Redis write out what it holds and waits for its end (after 30 s without: kill). Idempotent.
  void stop();

 private:
  class supervisor;
  explicit redis_server(std::unique_ptr<supervisor> supervised);
  std::unique_ptr<supervisor> supervisor_;
};

}  // namespace carillon::queue
