#include "queue/redis_server_folder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <thread>

namespace carillon::queue {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t max_socket_path = 107;   // sockaddr_un::sun_path less its terminator
constexpr auto patience_with_an_orphan = 15s;  // a Redis whose parent was killed is still flushing

error unusable(const std::filesystem::path& path, const char* what) {
  return {errc::configuration, std::string(what) + " " + path.string() + ": " + std::strerror(errno)};
}

pid_t owner_of(int lock) {
  char text[24] = {};
  if (::pread(lock, text, sizeof text - 1, 0) <= 0) return -1;
  return static_cast<pid_t>(std::strtol(text, nullptr, 10));
}

bool is_alive(pid_t pid) {
  return pid > 0 && (::kill(pid, 0) == 0 || errno == EPERM);
}

result<void> take_lock(int lock, const std::filesystem::path& folder) {
  const auto give_up = std::chrono::steady_clock::now() + patience_with_an_orphan;
  while (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return unusable(folder, "cannot lock");
    const pid_t owner = owner_of(lock);
    if (is_alive(owner) || std::chrono::steady_clock::now() > give_up)
      return error(errc::configuration, "the data folder " + folder.string() +
                                            " is in use by another process (pid " + std::to_string(owner) +
                                            "): one folder, one owner");
    std::this_thread::sleep_for(50ms);
  }
  const auto pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(lock, 0) != 0 || ::pwrite(lock, pid.data(), pid.size(), 0) < 0)
    return unusable(folder, "cannot write to");
  return {};
}

}  // namespace

result<redis_server_folder> redis_server_folder::open(const std::filesystem::path& folder) {
  std::error_code ec;
  const auto path = std::filesystem::absolute(folder, ec);
  std::filesystem::create_directories(path, ec);
  if (ec)
    return error(errc::configuration, "cannot make the data folder " + path.string() + ": " + ec.message());
  if (::chmod(path.c_str(), 0700) != 0) return unusable(path, "cannot make private the data folder");
  const int lock = ::open((path / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock < 0) return unusable(path, "cannot write to the data folder");
  redis_server_folder opened(path, lock);
  if (auto locked = take_lock(lock, path); !locked) return locked.error();
  if (auto chosen = opened.choose_socket_folder(); !chosen) return chosen.error();
  return opened;
}

// In the folder itself where the kernel's limit and our url's syntax allow; else in a private one under /tmp.
result<void> redis_server_folder::choose_socket_folder() {
  socket_folder_ = path_;
  const auto path = socket_path().string();
  if (path.size() <= max_socket_path && path.find('?') == std::string::npos) return {};
  char name[] = "/tmp/carillon.XXXXXX";
  if (!::mkdtemp(name)) return unusable(name, "cannot make a folder for the socket at");
  socket_folder_ = name;
  return {};
}

redis_server_folder::redis_server_folder(redis_server_folder&& other) noexcept
    : path_(std::move(other.path_)),
      socket_folder_(std::exchange(other.socket_folder_, {})),
      lock_(std::exchange(other.lock_, -1)) {}

redis_server_folder::~redis_server_folder() {
  std::error_code ignored;
  if (!socket_folder_.empty() && socket_folder_ != path_)
    std::filesystem::remove_all(socket_folder_, ignored);
  if (lock_ >= 0) ::close(lock_);  // never unlinked: a second owner may be waiting on this very file
}

void rotate_log(const std::filesystem::path& file, std::uintmax_t most) {
  std::error_code ec;
  const auto size = std::filesystem::file_size(file, ec);
  if (ec || size <= most) return;
  std::filesystem::rename(file, file.string() + ".old", ec);  // not worth failing a start for
}

result<void> write_private_file(const std::filesystem::path& file, std::string_view text) {
  const auto fresh = std::filesystem::path(file.string() + ".new");
  const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return unusable(fresh, "cannot write");
  const auto written = ::write(descriptor, text.data(), text.size());
  const bool is_written = written == static_cast<ssize_t>(text.size());
  ::close(descriptor);
  if (!is_written || ::rename(fresh.c_str(), file.c_str()) != 0) return unusable(file, "cannot write");
  return {};
}

std::string read_since(const std::filesystem::path& file, std::uintmax_t offset) {
  constexpr std::uintmax_t most = 4096;
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) return {};
  const auto size = static_cast<std::uintmax_t>(in.tellg());
  in.seekg(static_cast<std::streamoff>(std::max(offset, size - std::min(size, most))));
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace carillon::queue
