// Bodies that come slowly, stop, or come by the hundred (hardening.md E3, E5): what the server holds stays
// bounded, and whoever does not get on with it is cut off.
#include "tests/net/h1_server_fixture.hpp"

namespace carillon::net {
namespace {

using namespace std::chrono_literals;

class h1_bodies_test : public h1_server_test {
 protected:
  /// A request of which `size` bytes of the body are there and as many are to come.
  static std::string half_of(std::size_t size) { return all_but(size, size); }
  static std::string all_but(std::size_t missing, std::size_t size) {
    return "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(size + missing) + "\r\n\r\n" +
           std::string(size, 'a');
  }
  /// Returns once the server has seen what was sent before: it hears connections in the order they speak.
  void settle() { EXPECT_EQ(http_client(port_).send({.target = "/a"}).status, 200); }
};

TEST_F(h1_bodies_test, a_body_that_stops_is_given_up_however_fast_it_began) {
  start({.max_body = 1 << 20, .body_limit = {}, .error_body = {}, .body_grace = 100ms});
  http_client stalled(port_);
  stalled.write(half_of(100'000));  // at the agreed rate it would have earned itself a minute and a half
  EXPECT_EQ(stalled.read().status, 408);
  EXPECT_EQ(stalled.read_to_end(), "");
  http_client never_began(port_);
  never_began.write("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(never_began.read().status, 408);
}

TEST_F(h1_bodies_test, a_body_that_keeps_coming_is_waited_for) {
  start({.max_body = 1 << 20, .body_limit = {}, .error_body = {}, .min_body_rate = 1, .body_grace = 2s});
  http_client client(port_);
  client.write(half_of(10));
  settle();
  client.write("aaaaa");
  settle();
  client.write("aaaaa");
  EXPECT_EQ(client.read().status, 200);
}

TEST_F(h1_bodies_test, over_the_bound_of_all_bodies_the_oldest_goes) {
  start({.max_body = 100'000, .body_limit = {}, .error_body = {}, .max_held_bodies = 100'000});
  http_client oldest(port_), second(port_), third(port_);
  oldest.write(all_but(1, 40'000));
  settle();
  second.write(all_but(1, 40'000));
  settle();
  third.write(all_but(1, 40'000));
  EXPECT_EQ(oldest.read_to_end(), "");
  second.write("a");
  EXPECT_EQ(second.read().status, 200);
  third.write("a");
  EXPECT_EQ(third.read().status, 200);
}

TEST_F(h1_bodies_test, one_body_alone_is_never_over_the_bound) {
  start({.max_body = 100'000, .body_limit = {}, .error_body = {}, .max_held_bodies = 1});
  http_client client(port_);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client.send({.method = "POST", .target = "/a", .body = std::string(100'000, 'a')}).status, 200);
  }
}

TEST_F(h1_bodies_test, half_sent_bodies_do_not_keep_others_out) {
  start({.body_limit = {}, .error_body = {}, .max_connections = 2});
  http_client oldest(port_), second(port_);
  oldest.write(half_of(10));
  second.write(half_of(10));
  EXPECT_EQ(http_client(port_).send({.target = "/a"}).status, 200);
  EXPECT_EQ(http_client(port_).send({.target = "/a"}).status, 200);
  EXPECT_EQ(oldest.read_to_end(), "");
}

}  // namespace
}  // namespace carillon::net
