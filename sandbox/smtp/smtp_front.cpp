#include "sandbox/smtp/smtp_front.hpp"

#include <array>
#include <chrono>
#include <string>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "base/clock.hpp"
#include "net/tls/tls_pump.hpp"
#include "sandbox/smtp/smtp_talk.hpp"

namespace carillon::sandbox {
namespace {

/// One connection; the stream is used from the handshake on.
struct session {
  session(net::tcp_socket socket, boost::asio::ssl::context& tls, smtp_talk talk_)
      : stream(std::move(socket), tls), talk(std::move(talk_)) {}
  net::tls_stream stream;
  bool is_secure = false;
  smtp_talk talk;
};

task<bool> shake_hands(session& with) {
  const auto [ec] = co_await with.stream.async_handshake(boost::asio::ssl::stream_base::server, no_throw);
  with.is_secure = !ec;
  co_return !ec;
}

task<bool> write(session& to, std::string text) {
  if (text.empty()) co_return true;
  if (to.is_secure) {
    const auto [ec, count] = co_await asio::async_write(to.stream, asio::buffer(text), no_throw);
    co_return !ec;
  }
  const auto [ec, count] = co_await asio::async_write(to.stream.next_layer(), asio::buffer(text), no_throw);
  co_return !ec;
}

/// Empty when the peer is gone.
task<std::string_view> read(session& from, std::array<char, 16384>& into) {
  if (from.is_secure) {
    const auto [ec, count] = co_await from.stream.async_read_some(asio::buffer(into), no_throw);
    co_return std::string_view(into.data(), ec ? 0 : count);
  }
  const auto [ec, count] = co_await from.stream.next_layer().async_read_some(asio::buffer(into), no_throw);
  co_return std::string_view(into.data(), ec ? 0 : count);
}

task<> wait(session& of, std::chrono::milliseconds time) {
  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                             asio::io_context::executor_type>
      timer(of.stream.next_layer().get_executor(), time);
  co_await timer.async_wait(no_throw);
}

task<> talk_to(std::shared_ptr<session> with, bool is_secure) {
  if (is_secure && !co_await shake_hands(*with)) co_return;
  if (!co_await write(*with, std::string(with->talk.greeting()))) co_return;
  std::array<char, 16384> buffer;
  bool is_stalled = false;
  for (;;) {
    const auto bytes = co_await read(*with, buffer);
    if (bytes.empty()) co_return;
    if (is_stalled) continue;
    std::string replies;
    const auto next = with->talk.feed(bytes, now(), replies);
    if (with->talk.delay().count() > 0) co_await wait(*with, with->talk.delay());
    if (!co_await write(*with, std::move(replies))) co_return;
    is_stalled = next == smtp_talk::next::stall;
    if (next == smtp_talk::next::close) co_return;
    if (next != smtp_talk::next::start_tls) continue;
    if (!co_await shake_hands(*with)) co_return;
    with->talk.secure();
  }
}

}  // namespace

smtp_front::smtp_front(asio::io_context& context, std::shared_ptr<boost::asio::ssl::context> tls,
                       service& shared, std::shared_ptr<const smtp_accounts> accounts)
    : context_(context),
      tls_(std::move(tls)),
      service_(shared),
      accounts_(std::move(accounts)),
      group_(context) {}

result<std::uint16_t> smtp_front::listen(const asio::ip::tcp::endpoint& endpoint, bool is_secure) {
  auto opened = std::make_shared<acceptor>(context_);
  boost::system::error_code ec;
  opened->open(endpoint.protocol(), ec);
  if (!ec) opened->set_option(asio::socket_base::reuse_address(true), ec);
  if (!ec) opened->bind(endpoint, ec);
  if (!ec) opened->listen(asio::socket_base::max_listen_connections, ec);
  if (ec) return error(errc::unavailable, "cannot listen: " + ec.message());
  const auto port = opened->local_endpoint(ec).port();
  group_.spawn("smtp_accept", accept(opened, is_secure));
  return port;
}

task<> smtp_front::accept(std::shared_ptr<acceptor> listening, bool is_secure) {
  for (;;) {
    auto [ec, socket] = co_await listening->async_accept(no_throw);
    if (ec == asio::error::operation_aborted) co_return;
    if (ec) continue;
    auto made = std::make_shared<session>(std::move(socket), *tls_,
                                          smtp_talk(service_, *accounts_, greylist_, is_secure));
    group_.spawn("smtp_session", talk_to(std::move(made), is_secure));
  }
}

task<> smtp_front::stop() {
  co_await group_.join(std::chrono::milliseconds(0));
}

}  // namespace carillon::sandbox
