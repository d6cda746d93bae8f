// The folder of the embedded Redis: made private, locked against a second owner, with a place for the socket.
// Used by redis_server; the child inherits the lock, so that it outlives a killed parent until Redis is gone
// too.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace carillon::queue {

class redis_server_folder {
 public:
  /// Makes the folder (0700), takes its lock, finds a socket path short enough for the kernel.
  /// `configuration` when another process owns the folder (at once while that lives, after 15 s when only its
  /// Redis does), or when it cannot be made, written or made private.
  static result<redis_server_folder> open(const std::filesystem::path& folder);
  ~redis_server_folder();
  redis_server_folder(redis_server_folder&& other) noexcept;
  redis_server_folder& operator=(redis_server_folder&&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }
  std::filesystem::path socket_path() const { return socket_folder_ / "redis.sock"; }
  std::filesystem::path config_path() const { return path_ / "redis.conf"; }
  std::filesystem::path log_path() const { return path_ / "redis.log"; }
  int lock_descriptor() const noexcept { return lock_; }

 private:
  redis_server_folder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
  result<void> choose_socket_folder();

  std::filesystem::path path_;
  std::filesystem::path socket_folder_;
  int lock_ = -1;
};

/// Moves a log that has grown past `most` bytes aside, to <file>.old, whose earlier content goes. Only while
/// nobody writes it.
void rotate_log(const std::filesystem::path& file, std::uintmax_t most);
/// Replaces the file by `text`, mode 0600. `configuration` when it cannot be written.
result<void> write_private_file(const std::filesystem::path& file, std::string_view text);
/// What was written to a file since it had `offset` bytes; at most the last 4 KB of it, empty when there is
/// none.
std::string read_since(const std::filesystem::path& file, std::uintmax_t offset);

}  // namespace carillon::queue
