#include "net/h1/h1_connection.hpp"

#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

#include <boost/asio/post.hpp>

namespace carillon::net {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t read_size = 16 * 1024;
/// While nothing has come: ten thousand idle connections must not cost 160 MB.
constexpr std::size_t idle_read_size = 2 * 1024;
/// What a GET may carry and be ignored for.
constexpr std::size_t max_ignored_body = 8 * 1024;
}  // namespace

h1_connection::h1_connection(socket_type socket, h1_shared& shared)
    : socket_(std::move(socket)), shared_(shared) {
  boost::system::error_code ec;
  const auto peer = socket_.remote_endpoint(ec);
  if (!ec) remote_address_ = peer.address().to_string();
  socket_.set_option(asio::ip::tcp::no_delay(true), ec);
  socket_.non_blocking(true, ec);
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
    // Who sends requests in a row gets an answer a turn: handlers may answer without ever leaving the loop.
    if (!in_.empty()) co_await asio::post(socket_.get_executor(), no_throw);
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
  h1_head_scan scan;
  for (;;) {
    scan = find_head(in_, shared_.options.max_header, scan);
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

}  // namespace carillon::net
