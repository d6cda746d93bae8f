// URLs of an attacker who wants us to talk to what only we can reach (hardening.md G), put to the client that
// control paths use. A listener at every kind of loopback address must see nobody come.
#include <gtest/gtest.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>
#include <optional>

#include "net/h1/h1_exchange.hpp"

namespace carillon::net {
namespace {

using namespace std::chrono_literals;
using tcp = asio::ip::tcp;

/// Counts who connects; answers each with fixed bytes.
class tripwire {
 public:
  tripwire(asio::io_context& context, const std::string& address, std::string answer = {})
      : acceptor_(context, tcp::endpoint(asio::ip::make_address(address), 0)), answer_(std::move(answer)) {
    asio::co_spawn(context.get_executor(), count(), [](std::exception_ptr) {});
  }
  std::string port() const { return std::to_string(acceptor_.local_endpoint().port()); }
  int hits = 0;

 private:
  task<> count() {
    for (;;) {
      asio::basic_stream_socket<tcp, asio::io_context::executor_type> socket(acceptor_.get_executor());
      auto [ec] = co_await acceptor_.async_accept(socket, no_throw);
      if (ec) co_return;
      ++hits;
      [[maybe_unused]] auto [written, size] =
          co_await asio::async_write(socket, asio::buffer(answer_), no_throw);
    }
  }
  asio::basic_socket_acceptor<tcp, asio::io_context::executor_type> acceptor_;
  std::string answer_;
};

result<wire_response> exchange(asio::io_context& context, h1_call call) {
  std::optional<result<wire_response>> answer;
  asio::co_spawn(context.get_executor(), h1_exchange(context, std::move(call)),
                 [&](std::exception_ptr, result<wire_response> got) { answer.emplace(std::move(got)); });
  context.restart();
  while (!answer) context.run_one();
  context.poll();  // whoever has connected meanwhile is counted
  return *answer;
}

/// "P" stands for the tripwire's port.
const std::array urls = {
    // Plain addresses of ourselves and of networks beside us.
    "http://127.0.0.1:P/",
    "http://127.0.0.2:P/",
    "http://127.255.255.254:P/",
    "http://0.0.0.0:P/",
    "http://[::1]:P/",
    "http://[::]:P/",
    "http://10.0.0.1:P/",
    "http://172.16.0.1:P/",
    "http://192.168.0.1:P/",
    "http://100.64.0.1:P/",
    "http://169.254.169.254:P/latest/meta-data/",
    "http://[fe80::1]:P/",
    "http://[fd00:ec2::254]:P/",
    "http://[fc00::1]:P/",
    "http://192.0.0.192:P/",
    "http://198.18.0.1:P/",
    "http://224.0.0.1:P/",
    "http://240.0.0.1:P/",
    "http://255.255.255.255:P/",
    // The same, written so that a filter of texts would not see it.
    "http://2130706433:P/",
    "http://0x7f000001:P/",
    "http://0x7f.1:P/",
    "http://0177.0.0.1:P/",
    "http://017700000001:P/",
    "http://127.1:P/",
    "http://127.0.1:P/",
    "http://0:P/",
    "http://0x0:P/",
    "http://00000177.0.0.1:P/",
    "http://127.0.0.1.:P/",
    "http://0x7f.0x0.0x0.0x1:P/",
    "http://[::ffff:127.0.0.1]:P/",
    "http://[::ffff:7f00:1]:P/",
    "http://[::127.0.0.1]:P/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:P/",
    "http://[64:ff9b::7f00:1]:P/",
    "http://[2002:7f00:1::]:P/",
    "http://[::ffff:169.254.169.254]:P/",
    "http://[0000:0000:0000:0000:0000:0000:0000:0001]:P/",
    // Names.
    "http://localhost:P/",
    "http://LOCALHOST:P/",
    "http://localhost.:P/",
    "http://ip6-localhost:P/",
    "http://metadata.google.internal:P/",
    "http://nobody.invalid:P/",
    // URLs that two parsers read differently.
    "http://good.example@127.0.0.1:P/",
    "http://127.0.0.1:P#@good.example/",
    "http://good.example#@127.0.0.1:P/",
    "http://good.example\\@127.0.0.1:P/",
    "http://127.0.0.1:P\\@good.example/",
    "http://good.example:x@127.0.0.1:P/",
    "http://127.0.0.1:P:80/",
    "http://[::1%25lo]:P/",
    "http://[::1%lo]:P/",
    "http://[127.0.0.1]:P/",
    "http://127.0.0.1%00.good.example:P/",
    "http://127.0.0.1%2egood.example:P/",
    "http://%6c%6f%63alhost:P/",
    "http:///127.0.0.1:P/",
    "http:127.0.0.1:P",
    "//127.0.0.1:P/",
    "http:/\\127.0.0.1:P/",
    "http://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1:P/",
    "http://127\xe3\x80\x82"
    "0\xe3\x80\x82"
    "0\xe3\x80\x82"
    "1:P/",
    "http://127.0.0.1:P/\r\nX: y",
    "http://127.0.0.1\r\n:P/",
    "http://127.0.0.1 :P/",
    "http://127.0.0.1\t:P/",
    // Other schemes and ports.
    "gopher://127.0.0.1:P/_INFO",
    "file:///etc/passwd",
    "ftp://127.0.0.1:P/",
    "dict://127.0.0.1:P/info",
    "javascript://127.0.0.1:P/",
    "HTTP+UNIX://127.0.0.1:P/",
    "http://127.0.0.1:22/",
    "http://127.0.0.1:6379/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:65536/",
    "http://127.0.0.1:-1/",
    "http://127.0.0.1:/",
    "http://:P/",
};

TEST(ssrf, no_url_of_the_corpus_reaches_a_forbidden_listener) {
  asio::io_context context;
  const auto guard = address_guard::make({}).value();
  tripwire everywhere(context, "0.0.0.0");
  tripwire v6(context, "::1");
  unsigned cases = 0;
  for (const auto* const listening : {&everywhere, &v6}) {
    for (std::string url : urls) {
      if (const auto at = url.find(":P"); at != url.npos) url.replace(at + 1, 1, listening->port());
      const auto answer = exchange(context, {.url = url, .timeout = 2s, .guard = &guard});
      ASSERT_FALSE(answer) << url;
      EXPECT_TRUE(answer.error().code == errc::invalid_argument || answer.error().code == errc::unavailable)
          << url;
      EXPECT_EQ(answer.error().detail.find("127.0"), std::string::npos) << "echoes an address: " << url;
      ++cases;
    }
  }
  EXPECT_GE(cases, 120u);
  EXPECT_EQ(everywhere.hits, 0);
  EXPECT_EQ(v6.hits, 0);
}

TEST(ssrf, the_tripwire_itself_can_be_reached) {
  asio::io_context context;
  tripwire open(context, "127.0.0.1", "HTTP/1.1 204 No Content\r\n\r\n");
  const auto guard = address_guard::make({"127.0.0.1/32"}).value();
  EXPECT_TRUE(exchange(context, {.url = "http://127.0.0.1:" + open.port(), .guard = &guard}));
  EXPECT_EQ(open.hits, 1);
  EXPECT_FALSE(exchange(context, {.url = "http://127.0.0.2:" + open.port(), .guard = &guard}));
}

TEST(ssrf, a_redirect_is_an_answer_and_is_not_followed) {
  asio::io_context context;
  tripwire inner(context, "127.0.0.1");
  tripwire outer(
      context, "127.0.0.2",
      "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + inner.port() + "/\r\nContent-Length: 0\r\n\r\n");
  const auto guard = address_guard::make({"127.0.0.0/8"}).value();
  const auto answer = exchange(context, {.url = "http://127.0.0.2:" + outer.port(), .guard = &guard});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(outer.hits, 1);
  EXPECT_EQ(inner.hits, 0);
}

TEST(ssrf, proxies_of_the_environment_are_ignored) {
  asio::io_context context;
  tripwire proxy(context, "127.0.0.1");
  for (const auto* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"}) {
    ::setenv(name, ("http://127.0.0.1:" + proxy.port()).c_str(), 1);
  }
  const auto guard = address_guard::make({}).value();
  EXPECT_FALSE(exchange(context, {.url = "http://nobody.invalid:8443/", .timeout = 2s, .guard = &guard}));
  for (const auto* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"}) ::unsetenv(name);
  EXPECT_EQ(proxy.hits, 0);
}

}  // namespace
}  // namespace carillon::net
