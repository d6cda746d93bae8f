// h1_connection's part that writes: answers go at once as far as the client takes them, and what it leaves is
// held for it, in the ledger of answers, only so long and so much.
#include "net/h1/h1_connection.hpp"

#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <cerrno>

#include "net/h1/h1_wire.hpp"

namespace carillon::net {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

/// After a refusal we read on for a while, so that a reset does not overtake our answer on its way to the
/// peer.
constexpr auto linger_time = 1s;
constexpr std::size_t max_lingered = 1 << 20;

/// How much of what has come was thrown away; 0 at its end, else -1. The kernel does not copy it (tcp(7),
/// MSG_TRUNC): whoever sends refused bodies on and on would hold the loop with that.
::ssize_t discard(int socket, std::size_t most) noexcept {
  for (;;) {
    const auto gone = ::recv(socket, nullptr, most, MSG_TRUNC | MSG_DONTWAIT);
    if (gone >= 0 || errno != EINTR) return gone;
  }
}

}  // namespace

task<bool> h1_connection::write(std::string_view head, const h1_response& what) {
  std::array<asio::const_buffer, 2> left{asio::buffer(head), asio::buffer(what.text())};
  auto size = head.size() + left[1].size();
  const auto take = [&](std::size_t sent) {
    for (auto& each : left) {
      const auto part = std::min(sent, each.size());
      each += part;
      sent -= part;
      size -= part;
    }
  };
  // Nearly always the kernel takes all of it, and no loop, timer or ledger needs to hear of it.
  boost::system::error_code failed;
  take(socket_.write_some(left, failed));
  if (failed && failed != asio::error::would_block && failed != asio::error::interrupted) co_return false;
  if (size == 0) co_return true;
  const bool is_known = what.charged_to != h1_payer{};
  h1_lease lease(shared_.answers, *this, is_known ? what.charged_to : h1_payer{{}, remote_address_});
  arm(steady_clock::now() + shared_.options.idle_timeout);
  bool is_open = true;
  while (is_open && size != 0) {
    lease.hold(most_unsent + (what.constant.empty() ? size : 0));
    const auto [ec, count] = co_await socket_.async_write_some(left, no_throw);
    take(count);
    is_open = !ec;
  }
  shared_.wheel.disarm(deadline_);
  if (has_timed_out_) abandon();
  co_return is_open;
}

/// True when the connection may carry another request.
task<bool> h1_connection::answer(h1_response response, bool is_head, bool is_closing) {
  const auto head = response_head(response, shared_.options.server_name, is_closing);
  const bool has_body = !is_head && response.status != 204 && response.status != 304;
  if (!has_body) {
    response.body = {};
    response.constant = {};
  }
  const bool is_written = co_await write(head, response);
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
  arm(steady_clock::now() + linger_time);
  for (std::size_t lingered = 0; lingered < max_lingered && !shared_.is_stopping;) {
    const auto [failed] = co_await socket_.async_wait(asio::socket_base::wait_read, no_throw);
    const auto gone = failed ? 0 : discard(socket_.native_handle(), max_lingered - lingered);
    if (gone <= 0) break;
    lingered += static_cast<std::size_t>(gone);
  }
  shared_.wheel.disarm(deadline_);
}

}  // namespace carillon::net
