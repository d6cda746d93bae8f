// Bodies that come slowly, stop, or come by the hundred (hardening.md E3, E5): what the server holds stays
// bounded, and whoever does not get on with it is cut off.
#include <list>

#include "tests/net/h1/h1_server_fixture.hpp"

namespace carillon::net {
namespace {

using namespace std::chrono_literals;

class h1_bodies_test : public h1_server_test {
 protected:
  /// A request of which `size` bytes of the body are there and as many are to come.
  static std::string half_of(std::size_t size) { return all_but(size, size); }
  static std::string all_but(std::size_t missing, std::size_t size, const std::string& headers = {}) {
    return "POST /a HTTP/1.1\r\nHost: x\r\n" + headers + "Content-Length: " + std::to_string(size + missing) +
           "\r\n\r\n" + std::string(size, 'a');
  }
  /// Returns once the server has seen what was sent before: it hears connections in the order they speak.
  void settle() { EXPECT_EQ(http_client(port_).send({.target = "/a"}).status, 200); }
};

TEST_F(h1_bodies_test, a_body_that_stops_is_given_up_however_fast_it_began) {
  start({.max_body = 1 << 20, .body_grace = 100ms});
  http_client stalled(port_);
  stalled.write(half_of(100'000));  // at the agreed rate it would have earned itself a minute and a half
  EXPECT_EQ(stalled.read().status, 408);
  EXPECT_EQ(stalled.read_to_end(), "");
  http_client never_began(port_);
  never_began.write("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(never_began.read().status, 408);
}

TEST_F(h1_bodies_test, a_body_that_keeps_coming_is_waited_for) {
  start({.max_body = 1 << 20, .min_body_rate = 1, .body_grace = 2s});
  http_client client(port_);
  client.write(half_of(10));
  settle();
  client.write("aaaaa");
  settle();
  client.write("aaaaa");
  EXPECT_EQ(client.read().status, 200);
}

TEST_F(h1_bodies_test, over_the_bound_of_all_bodies_the_oldest_goes) {
  start({.max_body = 100'000, .max_held_bodies = 100'000});
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
  start({.max_body = 100'000, .max_held_bodies = 1});
  http_client client(port_);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client.send({.method = "POST", .target = "/a", .body = std::string(100'000, 'a')}).status, 200);
  }
}

TEST_F(h1_bodies_test, half_sent_bodies_do_not_keep_others_out) {
  start({.max_connections = 2});
  http_client oldest(port_), second(port_);
  oldest.write(half_of(10));
  second.write(half_of(10));
  EXPECT_EQ(http_client(port_).send({.target = "/a"}).status, 200);
  EXPECT_EQ(http_client(port_).send({.target = "/a"}).status, 200);
  EXPECT_EQ(oldest.read_to_end(), "");
}

/// Whoever names a project is its caller, and who names none is refused.
task<h1_admission> by_project(const h1_request& head) {
  const std::string project(head.header("x-project"));
  if (project.empty()) co_return h1_admission{.refusal = h1_response{.status = 401, .body = "who are you?"}};
  co_return h1_admission{.charged_to = {project, {}}};
}

class h1_admission_test : public h1_bodies_test {
 protected:
  static h1_server_options options() {
    h1_server_options chosen{.max_body = 1 << 20};
    chosen.admit = by_project;
    chosen.max_unproven_body = 10'000;
    chosen.address_of = [](const h1_request& request) { return std::string(request.header("x-address")); };
    return chosen;
  }
};

TEST_F(h1_admission_test, refuses_a_large_body_before_it_comes_unless_somebody_is_known) {
  start(options());
  http_client stranger(port_);
  stranger.write("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10001\r\n\r\n");
  EXPECT_EQ(stranger.read().status, 401);
  EXPECT_EQ(stranger.read_to_end(), "");
  http_client caller(port_);
  const auto answer = caller.send(
      {.method = "POST", .target = "/a", .body = std::string(900'000, 'a'), .headers = {{"x-project", "p"}}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(
      http_client(port_).send({.method = "POST", .target = "/a", .body = std::string(10'000, 'a')}).status,
      200);
}

TEST_F(h1_admission_test, invites_nobody_who_is_not_known) {
  start(options());
  http_client stranger(port_);
  stranger.write("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(stranger.read().status, 401);
  http_client caller(port_);
  caller.write(
      "POST /a HTTP/1.1\r\nHost: x\r\nx-project: p\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(caller.read().status, 100);
  caller.write("abcde");
  EXPECT_EQ(caller.read().status, 200);
}

TEST_F(h1_admission_test, asks_in_the_middle_of_a_body_that_did_not_say_how_long_it_is) {
  start(options());
  const auto chunk = "2710\r\n" + std::string(10'000, 'a') + "\r\n";
  http_client stranger(port_);
  stranger.write("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk);
  EXPECT_EQ(stranger.read().status, 401);
  http_client caller(port_);
  caller.write("POST /a HTTP/1.1\r\nHost: x\r\nx-project: p\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk +
               chunk + "0\r\n\r\n");
  EXPECT_EQ(caller.read().status, 200);
}

TEST_F(h1_admission_test, strangers_cannot_cut_off_a_caller_nor_one_caller_another) {
  auto chosen = options();
  chosen.max_held_bodies = 100'000;
  start(chosen);
  http_client caller(port_);
  caller.write(all_but(1, 15'000, "x-project: quiet\r\n"));
  settle();
  std::list<http_client> strangers;
  for (int i = 0; i < 20; ++i) {
    strangers.emplace_back(port_).write(all_but(1, 9'000, "x-address: " + std::to_string(i) + "\r\n"));
    settle();
  }
  EXPECT_EQ(strangers.front().read_to_end(), "");
  std::list<http_client> loud;
  for (int i = 0; i < 6; ++i) {
    loud.emplace_back(port_).write(all_but(1, 20'000, "x-project: loud\r\n"));
    settle();
  }
  EXPECT_EQ(loud.front().read_to_end(), "");
  caller.write("a");
  EXPECT_EQ(caller.read().status, 200);
}

TEST_F(h1_admission_test, one_address_cannot_cut_off_another) {
  auto chosen = options();
  chosen.max_held_bodies = 60'000;
  start(chosen);
  http_client quiet(port_);
  quiet.write(all_but(1, 9'000, "x-address: quiet\r\n"));
  settle();
  std::list<http_client> loud;
  for (int i = 0; i < 20; ++i) {
    loud.emplace_back(port_).write(all_but(1, 9'000, "x-address: loud\r\n"));
    settle();
  }
  quiet.write("a");
  EXPECT_EQ(quiet.read().status, 200);
}

}  // namespace
}  // namespace carillon::net
