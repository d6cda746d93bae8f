#include "api/resources/outgoing_calls.hpp"

#include "net/tls/tls.hpp"

namespace carillon::api {
namespace {

/// Certificates, tokens, an XML receipt: all of them small.
constexpr std::size_t max_answer = 64 * 1024;
constexpr std::chrono::milliseconds longest_wait{8'000};

}  // namespace

outgoing_calls::outgoing_calls(asio::io_context& context, const config::settings& settings,
                               const net::address_guard& guard)
    : context_(context), settings_(settings), guard_(guard) {}

result<std::shared_ptr<boost::asio::ssl::context>> outgoing_calls::tls() {
  if (!tls_) {
    auto made = net::make_client_tls({.ca_file = settings_.providers.ca_file, .alpn = "http/1.1"});
    if (!made) return error(errc::unavailable, made.error().detail);
    tls_ = std::move(*made);
  }
  return tls_;
}

task<result<net::wire_response>> outgoing_calls::call(net::h1_call request, destination chosen_by) {
  auto secured = tls();
  if (!secured) co_return secured.error();
  request.tls = std::move(*secured);
  request.timeout = std::min(settings_.providers.request_timeout, longest_wait);
  request.max_body = max_answer;
  request.name_servers = settings_.dns.servers;
  request.guard = chosen_by == destination::client ? &guard_ : nullptr;
  auto answer = co_await net::h1_exchange(context_, std::move(request));
  co_return answer;
}

}  // namespace carillon::api
