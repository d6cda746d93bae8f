// Clients that ask and do not read: their answers are not left to the kernel, which would keep them for as
// long as the client likes.
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/net/h1_server_fixture.hpp"

namespace carillon::net {
namespace {

constexpr int patience_ms = 20'000;

class h1_deaf_client_test : public h1_server_test {
 protected:
  void SetUp() override {
    start({.max_body = 4 << 20, .idle_timeout = std::chrono::milliseconds(300)});
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const int small = 4096;
    ASSERT_EQ(::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small), 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
  }
  void TearDown() override {
    ::close(socket_);
    h1_server_test::TearDown();
  }

  void ask_for(std::size_t bytes) {
    auto request = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n";
    request.append(bytes, 'x');
    for (std::size_t sent = 0; sent < request.size();) {
      const auto count = ::send(socket_, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
      ASSERT_GT(count, 0);
      sent += static_cast<std::size_t>(count);
    }
  }

  /// Without reading anything. A plain close would stay behind the unread answer.
  bool is_reset() const {
    pollfd one{.fd = socket_, .events = POLLRDHUP, .revents = 0};
    return ::poll(&one, 1, patience_ms) == 1 && (one.revents & POLLERR) != 0;
  }

 private:
  int socket_ = -1;
};

TEST_F(h1_deaf_client_test, is_reset_when_the_kernel_holds_its_answer) {
  ask_for(100 << 10);
  EXPECT_TRUE(is_reset());
}

TEST_F(h1_deaf_client_test, is_reset_when_its_answer_does_not_fit_the_kernel) {
  ask_for(3 << 20);
  EXPECT_TRUE(is_reset());
}

}  // namespace
}  // namespace carillon::net
