#include "net/redis/redis_stream.hpp"

#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>

namespace carillon::net {

namespace {

template <int Level, int Name>
using int_option = asio::detail::socket_option::integer<Level, Name>;

error unreachable(const redis_endpoint& endpoint, const boost::system::error_code& ec) {
  return {errc::unavailable, "cannot reach Redis at " + endpoint.to_url() + ": " + ec.message()};
}

// Without these a peer that vanished (a pulled cable, a NAT that forgot us) is noticed after two hours.
template <class Socket>
void watch_for_dead_peer(Socket& socket) {
  boost::system::error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  socket.set_option(int_option<IPPROTO_TCP, TCP_KEEPIDLE>(15), ignored);
  socket.set_option(int_option<IPPROTO_TCP, TCP_KEEPINTVL>(5), ignored);
  socket.set_option(int_option<IPPROTO_TCP, TCP_KEEPCNT>(3), ignored);
  socket.set_option(int_option<IPPROTO_TCP, TCP_USER_TIMEOUT>(20'000), ignored);
}

}  // namespace

redis_stream::redis_stream(asio::io_context& context, std::shared_ptr<asio::ssl::context> tls)
    : context_(context), tls_(std::move(tls)), socket_(tcp_socket(context)), resolver_(context) {}

task<result<void>> redis_stream::connect(const redis_endpoint& endpoint) {
  if (endpoint.kind == redis_endpoint::transport::unix_socket) {
    auto& socket = socket_.emplace<unix_socket>(context_);
    const asio::local::stream_protocol::endpoint address(endpoint.host);
    const auto [ec] = co_await socket.async_connect(address, no_throw);
    if (ec) co_return unreachable(endpoint, ec);
    co_return result<void>();
  }
  if (endpoint.kind == redis_endpoint::transport::tcp) {
    auto connected = co_await connect_tcp(std::get<tcp_socket>(socket_), endpoint);
    co_return connected;
  }
  auto& socket = socket_.emplace<tls_socket>(tcp_socket(context_), *tls_);
  auto connected = co_await connect_tcp(socket.next_layer(), endpoint);
  if (!connected) co_return connected;
  auto secured = co_await handshake(socket, endpoint);
  co_return secured;
}

task<result<void>> redis_stream::connect_tcp(tcp_socket& socket, const redis_endpoint& endpoint) {
  boost::system::error_code not_an_address;
  const auto address = asio::ip::make_address(endpoint.host, not_an_address);
  if (!not_an_address) {
    const asio::ip::tcp::endpoint target(address, endpoint.port);
    const auto [ec] = co_await socket.async_connect(target, no_throw);
    if (ec) co_return unreachable(endpoint, ec);
  } else {
    const auto port = std::to_string(endpoint.port);
    const auto [resolve_ec, addresses] = co_await resolver_.async_resolve(endpoint.host, port, no_throw);
    if (resolve_ec) co_return unreachable(endpoint, resolve_ec);
    if (is_closed_) co_return unreachable(endpoint, asio::error::operation_aborted);
    const auto [ec, used] = co_await asio::async_connect(socket, addresses, no_throw);
    if (ec) co_return unreachable(endpoint, ec);
  }
  watch_for_dead_peer(socket);
  co_return result<void>();
}

task<result<void>> redis_stream::handshake(tls_socket& socket, const redis_endpoint& endpoint) {
  boost::system::error_code not_an_address;
  asio::ip::make_address(endpoint.host, not_an_address);
  if (not_an_address) {
    SSL_set_tlsext_host_name(socket.native_handle(), endpoint.host.c_str());
    SSL_set1_host(socket.native_handle(), endpoint.host.c_str());
  } else {  // SNI takes names only, and an address is compared with the certificate's addresses
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(socket.native_handle()), endpoint.host.c_str());
  }
  socket.set_verify_mode(asio::ssl::verify_peer);
  const auto [ec] = co_await socket.async_handshake(asio::ssl::stream_base::client, no_throw);
  if (!ec) co_return result<void>();
  const long verdict = SSL_get_verify_result(socket.native_handle());
  if (verdict == X509_V_OK) co_return unreachable(endpoint, ec);
  co_return error(errc::configuration, "the TLS certificate of Redis at " + endpoint.to_url() +
                                           " does not verify: " + X509_verify_cert_error_string(verdict));
}

task<result<std::size_t>> redis_stream::read_some(asio::mutable_buffer buffer) {
  boost::system::error_code ec;
  std::size_t count = 0;
  if (auto* tls = std::get_if<tls_socket>(&socket_)) {
    std::tie(ec, count) = co_await tls->async_read_some(buffer, no_throw);
  } else if (auto* tcp = std::get_if<tcp_socket>(&socket_)) {
    std::tie(ec, count) = co_await tcp->async_read_some(buffer, no_throw);
  } else {
    std::tie(ec, count) = co_await std::get<unix_socket>(socket_).async_read_some(buffer, no_throw);
  }
  if (ec) co_return error(errc::unavailable, "the connection to Redis ended: " + ec.message());
  co_return count;
}

task<result<void>> redis_stream::write_all(std::string_view bytes) {
  boost::system::error_code ec;
  const auto buffer = asio::buffer(bytes);
  if (auto* tls = std::get_if<tls_socket>(&socket_)) {
    std::tie(ec, std::ignore) = co_await asio::async_write(*tls, buffer, no_throw);
  } else if (auto* tcp = std::get_if<tcp_socket>(&socket_)) {
    std::tie(ec, std::ignore) = co_await asio::async_write(*tcp, buffer, no_throw);
  } else {
    std::tie(ec, std::ignore) = co_await asio::async_write(std::get<unix_socket>(socket_), buffer, no_throw);
  }
  if (ec) co_return error(errc::unavailable, "the connection to Redis ended: " + ec.message());
  co_return result<void>();
}

void redis_stream::close() noexcept {
  is_closed_ = true;
  boost::system::error_code ignored;
  resolver_.cancel();
  with_socket([&](auto& socket) { socket.lowest_layer().close(ignored); });
}

}  // namespace carillon::net
