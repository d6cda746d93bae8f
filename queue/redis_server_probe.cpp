#include "queue/redis_server_probe.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <vector>

#include "net/redis/resp.hpp"
#include "queue/redis_server_config.hpp"

namespace carillon::queue {

namespace {

class blocking_socket {
 public:
  explicit blocking_socket(const std::filesystem::path& path)
      : descriptor_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{.tv_sec = 1, .tv_usec = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    is_connected_ = ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~blocking_socket() { ::close(descriptor_); }
  blocking_socket(const blocking_socket&) = delete;
  blocking_socket& operator=(const blocking_socket&) = delete;

  /// As many replies as commands; fewer when the connection or our patience ended first.
  std::vector<net::redis_reply> exchange(const std::vector<net::redis_command>& commands) {
    std::vector<net::redis_reply> replies;
    std::string out;
    for (const auto& command : commands) net::append_command(out, command.words);
    if (!is_connected_ || ::send(descriptor_, out.data(), out.size(), MSG_NOSIGNAL) < 0) return replies;
    net::resp_parser parser;
    std::array<char, 8192> bytes;
    while (replies.size() < commands.size()) {
      const auto count = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
      if (count <= 0 || !parser.parse({bytes.data(), static_cast<std::size_t>(count)}, replies)) break;
    }
    return replies;
  }

 private:
  int descriptor_;
  bool is_connected_ = false;
};

std::string field_of(std::string_view info, std::string_view name) {
  const auto start = info.find(name);
  if (start == std::string_view::npos) return "?";
  const auto value = info.substr(start + name.size());
  return std::string(value.substr(0, value.find("\r\n")));
}

}  // namespace

redis_server_health probe_redis_server(const std::filesystem::path& socket,
                                       const secret& supervisor_password) {
  using enum redis_server_health::state;
  blocking_socket connection(socket);
  const auto replies = connection.exchange(
      {{"AUTH", supervisor_user, supervisor_password.reveal()}, {"INFO", "persistence"}, {"PING"}});
  if (replies.size() < 3) return {.now = silent, .progress = {}};
  if (replies[2].error_word() != "LOADING")
    return {.now = replies[2].is_error() ? silent : ready, .progress = {}};
  const auto& info = replies[1].text;
  return {.now = loading,
          .progress = field_of(info, "loading_loaded_perc:") + " % loaded, " +
                      field_of(info, "loading_eta_seconds:") + " s to go"};
}

}  // namespace carillon::queue
