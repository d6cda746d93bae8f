// Clients that ask and do not read: their answers are not left to the kernel, which would keep them for as
// long as the client likes, and what we keep of them is bounded and charged to who asked.
#include <list>

#include "tests/net/h1/deaf_client.hpp"
#include "tests/net/h1/h1_server_fixture.hpp"

namespace carillon::net {
namespace {

using test::deaf_client;
using namespace std::chrono_literals;

class h1_deaf_client_test : public h1_server_test {
 protected:
  static h1_server_options options() { return {.max_body = 4 << 20}; }

  std::size_t held() {
    std::promise<std::size_t> told;
    thread_.post([&] { told.set_value(server_->held()); });
    return told.get_future().get();
  }
  /// Deaf clients with an answer of a megabyte each, in that order.
  std::list<deaf_client> ask(int count, const std::string& headers = {}) {
    std::list<deaf_client> asked;
    for (int i = 0; i < count; ++i) {
      asked.emplace_back(port_).post(1 << 20, headers);
      EXPECT_TRUE(asked.back().hears());
    }
    return asked;
  }
};

TEST_F(h1_deaf_client_test, is_reset_when_the_kernel_holds_its_answer) {
  auto chosen = options();
  chosen.idle_timeout = 300ms;
  start(chosen);
  deaf_client client(port_);
  client.post(30 << 10);
  EXPECT_TRUE(client.is_reset());
}

TEST_F(h1_deaf_client_test, is_reset_when_its_answer_does_not_fit_the_kernel) {
  auto chosen = options();
  chosen.idle_timeout = 300ms;
  start(chosen);
  deaf_client client(port_);
  client.post(3 << 20);
  EXPECT_TRUE(client.is_reset());
}

TEST_F(h1_deaf_client_test, is_reset_when_the_answers_held_pass_their_bound_the_longest_unread_first) {
  auto chosen = options();
  chosen.max_held_answers = 4 << 20;
  start(chosen);
  auto deaf = ask(8);
  EXPECT_LE(held(), 4U << 20);
  EXPECT_GT(held(), 1U << 20);
  EXPECT_TRUE(deaf.front().is_reset());
  EXPECT_FALSE(deaf.back().is_reset(0));
  EXPECT_EQ(http_client(port_).send({.target = "/a"}).status, 200);
  deaf.clear();
  while (held() != 0) std::this_thread::yield();
}

TEST_F(h1_deaf_client_test, costs_whoever_holds_most_and_nobody_else) {
  auto chosen = options();
  chosen.max_held_answers = 6 << 20;
  start(chosen);
  auto quiet = ask(1, "x-project: quiet\r\n");
  auto strangers = ask(1);
  auto loud = ask(9, "x-project: loud\r\n");
  EXPECT_TRUE(loud.front().is_reset());
  EXPECT_FALSE(quiet.front().is_reset(0));
  EXPECT_FALSE(strangers.front().is_reset(0));
}

TEST_F(h1_deaf_client_test, costs_no_copy_of_what_is_the_same_for_everybody) {
  auto chosen = options();
  chosen.max_held_answers = 100 << 20;
  start(chosen);
  std::list<deaf_client> deaf;
  for (int i = 0; i < 10; ++i) {
    deaf.emplace_back(port_).write("GET /constant HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(deaf.back().hears());
  }
  EXPECT_GT(held(), 0U);
  EXPECT_LE(held(), 10U * (64 << 10)) << "what the kernel may hold, and no megabytes";
  EXPECT_EQ(http_client(port_).send({.target = "/constant"}).body, constant());
}

}  // namespace
}  // namespace carillon::net
