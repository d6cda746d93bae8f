// The control path of client_connection: from a name to a stream that its session can use.
#include <algorithm>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "base/log.hpp"
#include "net/client_connection.hpp"
#include "net/tls/tls.hpp"

namespace carillon::net {

namespace {

using tcp = asio::ip::tcp;
constexpr asio::use_awaitable_t<asio::io_context::executor_type> awaited{};

/// Small messages leave at once, and a peer that vanished is noticed in 10 s while we send, in 30 s while
/// idle.
void tune(tcp_socket& socket) {
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  socket.set_option(asio::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>(10'000), ignored);
  socket.set_option(asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>(15), ignored);
  socket.set_option(asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPINTVL>(5), ignored);
  socket.set_option(asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPCNT>(3), ignored);
}

}  // namespace

void client_connection::start() {
  wheel_.arm(
      connect_deadline_, std::chrono::steady_clock::now() + options_.connect_timeout,
      [](deadline_entry&, void* connection) { static_cast<client_connection*>(connection)->end(); }, this);
  // Not in a task_group: end() leaves the dial behind without waiting. `self` keeps everything the coroutine
  // touches.
  asio::co_spawn(context_.get_executor(), dial(), [self = shared_from_this()](std::exception_ptr failure) {
    if (failure) self->end();
  });
}

task<> client_connection::dial() {
  // submit() promises never to call back before it returns.
  co_await asio::post(context_.get_executor(), awaited);
  auto candidates = co_await resolve();
  if (owner_ == nullptr) co_return;
  if (candidates.empty()) co_return end_as(transport_failure::connect);
  if (options_.guard != nullptr && !options_.guard->allows_all(candidates, options_.ports))
    co_return end_as(transport_failure::blocked);
  const bool is_connected = co_await connect(std::move(candidates));
  if (owner_ == nullptr) co_return;
  if (!is_connected) co_return end_as(transport_failure::connect);
  const auto failure = co_await secure();
  if (owner_ == nullptr) co_return;
  if (failure) co_return end_as(failure);
  if (!begin_session()) end_as(transport_failure::connect);
}

bool client_connection::begin_session() {
  const auto protocol = options_.is_secure ? negotiated_protocol(*stream_->native_handle()) : "";
  boost::system::error_code ignored;
  const auto local = stream_->next_layer().local_endpoint(ignored).address();
  session_ = owner_->make_session(protocol, local);
  if (!session_) {
    log::warn("alpn_unknown", "the peer chose a protocol we did not offer", {{"host", options_.target.host}});
    return false;
  }
  pumped_protocol& pumped = *this;
  pump_ = std::make_shared<tls_pump>(std::move(stream_), pumped, options_.is_secure);
  // A session that says how long it waits for the peer's first words needs no other deadline.
  if (session_->waits().time.count() > 0) wheel_.disarm(connect_deadline_);
  if (session_->is_ready()) report_progress();
  if (owner_ == nullptr) return true;
  watch();
  pump_->start();
  return true;
}

task<client_connection::endpoints> client_connection::resolve() {
  auto found = co_await lookup_.resolve(options_.target, options_.name_servers);
  if (!found) {
    if (owner_ != nullptr)
      log::warn("resolve_failed", found.error().detail, {{"host", options_.target.host}});
    co_return endpoints();
  }
  const auto first = static_cast<std::ptrdiff_t>(options_.dial_number % found->size());
  std::ranges::rotate(*found, found->begin() + first);
  co_return std::move(*found);
}

task<bool> client_connection::connect(endpoints candidates) {
  for (const auto& candidate : candidates) {
    stream_ = std::make_unique<tls_stream>(tcp_socket(context_), *options_.tls);
    auto& socket = stream_->next_layer();
    auto [ec] = co_await socket.async_connect(candidate, no_throw);
    if (owner_ == nullptr) co_return false;
    if (!ec) {
      tune(socket);
      co_return true;
    }
    log::debug("connect_failed", ec.message(), {{"host", options_.target.host}});
  }
  co_return false;
}

task<std::optional<transport_failure>> client_connection::secure() {
  auto& connection = *stream_->native_handle();
  if (!expect_host(connection, options_.target.host)) co_return transport_failure::connect;
  offer_protocols(connection, options_.alpn);
  tls_tickets::attach(connection, options_.tickets);
  if (!options_.is_secure) co_return std::nullopt;
  auto [ec] = co_await stream_->async_handshake(asio::ssl::stream_base::client, no_throw);
  if (owner_ == nullptr || !ec) co_return std::nullopt;
  log::warn("tls_handshake_failed", ec.message(), {{"host", options_.target.host}});
  co_return is_verification_failure(connection) ? transport_failure::tls_verify : transport_failure::connect;
}

}  // namespace carillon::net
