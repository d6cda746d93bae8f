#include "net/h1/h1_exchange.hpp"

#include <algorithm>
#include <array>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "net/dns/host_lookup.hpp"
#include "net/h1/h1_response_reader.hpp"
#include "net/response_headers.hpp"
#include "net/tls/tls.hpp"
#include "net/tls/tls_pump.hpp"
#include "net/url.hpp"

namespace carillon::net {

namespace {

using tcp = asio::ip::tcp;
using error_code = boost::system::error_code;

/// What the deadline has to end, kept alive by both the coroutine and the timer's handler.
struct attempt {
  explicit attempt(asio::io_context& context) : socket(context), lookup(context), timer(context) {}

  void end() {
    error_code ignored;
    lookup.cancel();
    socket.close(ignored);
  }

  tcp_socket socket;
  host_lookup lookup;
  asio::steady_timer timer;
  bool is_late = false;
};

/// Ends the attempt however the coroutine is left, a cancelled caller included.
struct attempt_end {
  ~attempt_end() {
    running->timer.cancel();
    running->end();
  }
  std::shared_ptr<attempt> running;
};

void start_timer(const std::shared_ptr<attempt>& running, std::chrono::milliseconds timeout) {
  running->timer.expires_after(timeout);
  running->timer.async_wait([running](error_code ec) {
    if (ec) return;
    running->is_late = true;
    running->end();
  });
}

bool is_field_safe(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos;
}

/// The whole request as it goes out; invalid_argument when a header would break out of its line.
result<std::string> serialize(const h1_call& request, const url_parts& url) {
  std::string text = request.method + " " + url.path + " HTTP/1.1\r\n";
  text += "host: " + authority_of(url.target, url.is_secure) + "\r\nconnection: close\r\n";
  for (const auto& header : request.headers) {
    if (!is_field_safe(header.name) || !is_field_safe(header.value))
      return error(errc::invalid_argument, "a header holds a line break");
    text.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  const bool has_body = !request.body.empty() || request.method == "POST" || request.method == "PUT";
  if (has_body) text += "content-length: " + std::to_string(request.body.size()) + "\r\n";
  return text + "\r\n" + request.body;
}

/// What the answer is read into.
class one_call final : public exchange {
 public:
  explicit one_call(const h1_call& asked) {
    request.method = asked.method;
    most_body = asked.max_body;
    expect_answer(*this);
  }
  void on_response() override {}
  void on_failure(transport_failure) override {}
};

/// Writes the request and reads one answer from a connected stream.
template <class Stream>
task<result<wire_response>> converse(Stream& stream, const h1_call& request, std::string text) {
  auto [write_ec, written] = co_await asio::async_write(stream, asio::buffer(text), no_throw);
  if (write_ec) co_return error(errc::timeout, "the connection broke: " + write_ec.message());
  one_call call(request);
  h1_response_reader reader;
  reader.begin(call);
  std::array<char, 16 * 1024> buffer;
  while (!reader.is_over()) {
    auto [read_ec, size] = co_await stream.async_read_some(asio::buffer(buffer), no_throw);
    if (!read_ec) {
      reader.feed({buffer.data(), size});
      continue;
    }
    // Only an answer without a length ends with the connection.
    reader.end(read_ec == asio::error::eof ? stream_end::clean : stream_end::torn);
    if (reader.now() != h1_response_reader::state::complete)
      co_return error(errc::timeout, "the connection ended before the answer did");
  }
  if (reader.is_too_large()) co_return error(errc::too_large, "the answer is larger than allowed");
  if (reader.now() != h1_response_reader::state::complete)
    co_return error(errc::corrupted, "the answer is not HTTP/1.1");
  co_return std::move(call.response);
}

task<result<std::vector<tcp::endpoint>>> resolve(std::shared_ptr<attempt> running, const h1_call& request,
                                                 origin target) {
  auto candidates = co_await running->lookup.resolve(std::move(target), request.name_servers);
  if (!candidates)
    co_return error(errc::unavailable, "the host does not resolve: " + candidates.error().detail);
  if (request.guard != nullptr && !request.guard->allows_all(*candidates))
    co_return error(errc::unavailable, "blocked_address");
  co_return candidates;
}

task<result<wire_response>> secure_and_converse(std::shared_ptr<attempt> running, const h1_call& request,
                                                url_parts url, std::string text) {
  if (!request.tls) co_return error(errc::invalid_argument, "https without a TLS context");
  asio::ssl::stream<tcp_socket&> stream(running->socket, *request.tls);
  auto expected = expect_host(*stream.native_handle(), url.target.host);
  if (!expected) co_return expected.error();
  auto [ec] = co_await stream.async_handshake(asio::ssl::stream_base::client, no_throw);
  if (ec) co_return error(errc::unavailable, "the TLS handshake failed: " + ec.message());
  co_return co_await converse(stream, request, std::move(text));
}

task<result<wire_response>> run(std::shared_ptr<attempt> running, const h1_call& request, url_parts url,
                                std::string text) {
  auto candidates = co_await resolve(running, request, url.target);
  if (!candidates) co_return candidates.error();
  auto [ec, endpoint] = co_await asio::async_connect(running->socket, *candidates, no_throw);
  if (ec) co_return error(errc::unavailable, "cannot connect: " + ec.message());
  if (url.is_secure)
    co_return co_await secure_and_converse(running, request, std::move(url), std::move(text));
  co_return co_await converse(running->socket, request, std::move(text));
}

}  // namespace

task<result<wire_response>> h1_exchange(asio::io_context& context, h1_call request) {
  auto url = parse_url(request.url);
  if (!url) co_return url.error();
  auto text = serialize(request, *url);
  if (!text) co_return text.error();
  const auto running = std::make_shared<attempt>(context);
  const attempt_end end_of_attempt{running};
  start_timer(running, request.timeout);
  auto answer = co_await run(running, request, *url, *text);
  if (running->is_late && !answer) co_return error(errc::timeout, "no answer in time");
  co_return answer;
}

}  // namespace carillon::net
