#include "net/h1_connection.hpp"

#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

#include <boost/asio/write.hpp>

#include "net/h1_body.hpp"
#include "net/h1_wire.hpp"

namespace carillon::net {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t read_size = 16 * 1024;
/// While nothing has come: ten thousand idle connections must not cost 160 MB.
constexpr std::size_t idle_read_size = 2 * 1024;
/// What a GET may carry and be ignored for.
constexpr std::size_t max_ignored_body = 8 * 1024;
/// After a refusal we read on for a while, so that a reset does not overtake our answer on its way to the
/// peer.
constexpr auto linger_time = 1s;
constexpr std::size_t max_lingered = 1 << 20;
/// What the kernel takes from us before the client has taken it. Its own limit is 4 MB a connection, which is
/// a lot of memory for clients that ask and do not read.
constexpr int most_unsent = 256 * 1024;

bool ignores_body(std::string_view method) noexcept {
  return method == "GET" || method == "HEAD";
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

}  // namespace

h1_connection::h1_connection(socket_type socket, h1_shared& shared)
    : socket_(std::move(socket)), shared_(shared) {
  boost::system::error_code ec;
  const auto peer = socket_.remote_endpoint(ec);
  if (!ec) remote_address_ = peer.address().to_string();
  socket_.set_option(asio::ip::tcp::no_delay(true), ec);
  ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &most_unsent, sizeof most_unsent);
  wait_for_request();
}

h1_connection::~h1_connection() {
  stop_waiting();
  shared_.wheel.disarm(deadline_);
}

void h1_connection::drop() noexcept {
  stop_waiting();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void h1_connection::abandon() noexcept {
  int unread = 0;
  const bool is_known = socket_.is_open() && ::ioctl(socket_.native_handle(), SIOCOUTQ, &unread) == 0;
  boost::system::error_code ignored;
  if (is_known && unread > 0) socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  drop();
}

void h1_connection::wait_for_request() {
  if (is_waiting_) return;
  waiting_place_ = shared_.waiting.insert(shared_.waiting.end(), this);
  is_waiting_ = true;
}

void h1_connection::stop_waiting() noexcept {
  if (!is_waiting_) return;
  shared_.waiting.erase(waiting_place_);
  is_waiting_ = false;
}

void h1_connection::arm(deadline_wheel::time_point deadline) {
  has_timed_out_ = false;
  shared_.wheel.arm(
      deadline_, deadline,
      [](deadline_entry&, void* owner) {
        auto& self = *static_cast<h1_connection*>(owner);
        self.has_timed_out_ = true;
        boost::system::error_code ignored;
        self.socket_.cancel(ignored);
      },
      this);
}

task<> h1_connection::serve() {
  bool goes_on = true;
  while (goes_on && socket_.is_open()) {
    wait_for_request();
    goes_on = co_await serve_one();
  }
  drop();
}

/// False when the connection is to be closed.
task<bool> h1_connection::serve_one() {
  const bool has_head = co_await read_head();
  stop_waiting();
  if (!has_head) co_return false;
  const auto inspected = inspect_head(std::string_view(in_).substr(0, head_size_));
  if (const auto* refusal = std::get_if<h1_refusal>(&inspected)) {
    const auto copy = *refusal;
    co_return co_await refuse(copy);
  }
  const auto& head = std::get<h1_head>(inspected);
  const auto limit = body_limit(head);
  if (head.content_length.value_or(0) > limit) {
    const bool is_ignored = ignores_body(head.method);
    const h1_refusal too_large = is_ignored ? h1_refusal{400, "this method takes no body"}
                                            : h1_refusal{413, "the request body is too large"};
    co_return co_await refuse(too_large);
  }
  auto request = make_request(head);
  const bool wants_close = head.wants_close;
  const bool has_body = co_await read_body(head, limit, request);
  if (!has_body) co_return false;
  const bool is_head = request.is_head;
  auto response = co_await shared_.handler(std::move(request));
  const bool is_closing = wants_close || response.must_close || shared_.is_stopping;
  co_return co_await answer(std::move(response), is_head, is_closing);
}

/// Until in_ starts with a whole head. Pipelined bytes are used first.
task<bool> h1_connection::read_head() {
  auto deadline = steady_clock::now() + shared_.options.idle_timeout;
  bool has_started = false;
  for (;;) {
    const auto scan = find_head(in_, shared_.options.max_header);
    if (scan.refusal) co_return co_await refuse(*scan.refusal);
    head_size_ = scan.size;
    if (head_size_ != 0) co_return true;
    if (!has_started && !in_.empty()) {
      has_started = true;
      deadline = steady_clock::now() + shared_.options.header_timeout;
    }
    const bool is_open = co_await read_more(deadline);
    if (is_open) continue;
    if (has_timed_out_ && has_started) co_await refuse({408, "the request headers took too long"});
    if (has_timed_out_ && !has_started) abandon();
    co_return false;
  }
}

h1_request h1_connection::make_request(const h1_head& head) const {
  h1_request request;
  request.method = head.method;
  request.path = head.path;
  request.query = head.query;
  request.remote_address = remote_address_;
  request.is_head = head.method == "HEAD";
  return request;
}

std::size_t h1_connection::body_limit(const h1_head& head) const {
  if (ignores_body(head.method)) return max_ignored_body;
  const auto& options = shared_.options;
  return options.body_limit ? options.body_limit(head.method, head.path) : options.max_body;
}

/// Fills headers and body. The head's views die here: in_ is consumed.
task<bool> h1_connection::read_body(const h1_head& head, std::size_t limit, h1_request& request) {
  const bool wants_continue = head.wants_continue;
  const bool is_ignored = ignores_body(head.method);
  h1_body body(limit);
  auto state = body.feed_head(std::string_view(in_).substr(0, head_size_));
  for (auto& [name, value] : body.headers()) request.headers.emplace_back(lower_case(name), value);
  in_.erase(0, head_size_);
  if (state == h1_body_state::incomplete) state = body.feed(in_);
  if (state == h1_body_state::incomplete && wants_continue && body.received() == 0) {
    const bool is_told = co_await write("HTTP/1.1 100 Continue\r\n\r\n");
    if (!is_told) co_return false;
  }
  h1_body_lease lease(shared_.bodies, *this);
  const auto& options = shared_.options;
  const auto wanted_a_span = options.min_body_rate * options.body_grace.count() / 1000;
  auto span_end = steady_clock::now() + options.body_grace;
  auto wanted_by_then = body.received() + wanted_a_span;
  while (state == h1_body_state::incomplete) {
    lease.grow_to(body.received());
    const bool is_open = co_await read_more(span_end);
    if (!is_open) {
      if (has_timed_out_) co_await refuse({408, "the request body came too slowly"});
      co_return false;
    }
    state = body.feed(in_);
    if (body.received() < wanted_by_then) continue;
    span_end = steady_clock::now() + options.body_grace;
    wanted_by_then = body.received() + wanted_a_span;
  }
  if (state == h1_body_state::too_large && is_ignored) state = h1_body_state::malformed;
  if (state == h1_body_state::too_large) co_return co_await refuse({413, "the request body is too large"});
  if (state == h1_body_state::malformed) co_return co_await refuse({400, "the request body is malformed"});
  if (!is_ignored) request.body = std::move(body).take();
  co_return true;
}

/// One read appended to in_. False on end, error or deadline (has_timed_out_ tells).
task<bool> h1_connection::read_more(deadline_wheel::time_point deadline) {
  arm(deadline);
  if (in_.empty()) in_ = {};
  const auto old_size = in_.size();
  const auto wanted = old_size == 0 ? idle_read_size : read_size;
  in_.resize(old_size + wanted);
  const auto [ec, count] =
      co_await socket_.async_read_some(asio::buffer(in_.data() + old_size, wanted), no_throw);
  in_.resize(old_size + count);
  shared_.wheel.disarm(deadline_);
  co_return !ec && count > 0;
}

task<bool> h1_connection::write(std::string bytes) {
  arm(steady_clock::now() + shared_.options.idle_timeout);
  const auto [ec, count] = co_await asio::async_write(socket_, asio::buffer(bytes), no_throw);
  shared_.wheel.disarm(deadline_);
  if (has_timed_out_) abandon();
  co_return !ec;
}

/// True when the connection may carry another request.
task<bool> h1_connection::answer(h1_response response, bool is_head, bool is_closing) {
  auto bytes = response_head(response, shared_.options.server_name, is_closing);
  const bool has_body = !is_head && response.status != 204 && response.status != 304;
  if (has_body) bytes += response.body;
  const bool is_written = co_await write(std::move(bytes));
  if (is_written && is_closing) co_await linger();
  co_return is_written && !is_closing;
}

/// Always false: after a framing error nobody knows where the next request starts.
task<bool> h1_connection::refuse(h1_refusal refusal) {
  stop_waiting();
  const auto& body_of = shared_.options.error_body;
  h1_response response;
  response.status = refusal.status;
  response.body = body_of ? body_of(refusal.status, refusal.message) : default_error_body(refusal.message);
  co_return co_await answer(std::move(response), false, true);
}

task<> h1_connection::linger() {
  boost::system::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  const auto deadline = steady_clock::now() + linger_time;
  std::size_t lingered = 0;
  bool is_open = true;
  while (is_open && lingered < max_lingered && !shared_.is_stopping) {
    in_.clear();
    is_open = co_await read_more(deadline);
    lingered += in_.size();
  }
}

}  // namespace carillon::net
