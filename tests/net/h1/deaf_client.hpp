// A client that asks and does not read, over a socket that takes next to nothing by itself.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace carillon::test {

class deaf_client {
 public:
  explicit deaf_client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const int small = 4096;
    EXPECT_EQ(::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small), 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
  }
  ~deaf_client() { ::close(socket_); }
  deaf_client(const deaf_client&) = delete;
  deaf_client& operator=(const deaf_client&) = delete;

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      ASSERT_GT(count, 0);
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  /// That many bytes will be answered with as many.
  void post(std::size_t bytes, const std::string& headers = {}) {
    write("POST /echo HTTP/1.1\r\nHost: x\r\n" + headers + "Content-Length: " + std::to_string(bytes) +
          "\r\n\r\n" + std::string(bytes, 'x'));
  }
  /// Without reading anything. A plain close would stay behind the unread answer.
  bool is_reset(int patience_ms = 20'000) const {
    pollfd one{.fd = socket_, .events = POLLRDHUP, .revents = 0};
    return ::poll(&one, 1, patience_ms) == 1 && (one.revents & POLLERR) != 0;
  }
  /// Bytes of the answer have come, so the server has begun to write it.
  bool hears() const {
    pollfd one{.fd = socket_, .events = POLLIN, .revents = 0};
    return ::poll(&one, 1, 20'000) == 1 && (one.revents & POLLIN) != 0;
  }

 private:
  int socket_;
};

}  // namespace carillon::test
