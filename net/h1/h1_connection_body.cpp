// h1_connection's part that reads bodies: who may send how much, and how slowly.
#include "net/h1/h1_connection.hpp"

#include "net/h1/h1_body.hpp"

namespace carillon::net {
namespace {

using std::chrono::steady_clock;

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

}  // namespace

/// Fills headers and body. The head's views die here: in_ is consumed.
task<bool> h1_connection::read_body(const h1_head& head, std::size_t limit, h1_request& request) {
  const bool wants_continue = head.wants_continue;
  const auto announced = static_cast<std::size_t>(head.content_length.value_or(0));
  const bool is_ignored = ignores_body(head.method);
  h1_body body(limit);
  auto state = body.feed_head(std::string_view(in_).substr(0, head_size_));
  for (auto& [name, value] : body.headers()) request.headers.emplace_back(lower_case(name), value);
  in_.erase(0, head_size_);
  if (state == h1_body_state::incomplete) state = body.feed(in_);
  if (state == h1_body_state::incomplete) {
    const bool is_awaited = wants_continue && body.received() == 0;
    const auto received = co_await receive(body, {.announced = announced, .is_awaited = is_awaited}, request);
    if (!received) co_return false;
    state = *received;
  }
  if (state == h1_body_state::too_large && is_ignored) state = h1_body_state::malformed;
  if (state == h1_body_state::too_large) co_return co_await refuse({413, "the request body is too large"});
  if (state == h1_body_state::malformed) co_return co_await refuse({400, "the request body is malformed"});
  if (!is_ignored) request.body = std::move(body).take();
  co_return true;
}

/// The rest of a body of which something is missing. None when the connection is to be closed: it was
/// answered.
task<std::optional<h1_body_state>> h1_connection::receive(h1_body& body, expected_body expected,
                                                          const h1_request& request) {
  constexpr std::optional<h1_body_state> closed;
  const auto& options = shared_.options;
  h1_lease lease(shared_.bodies, *this, {{}, address_of(request)});
  bool is_admitted = !options.admit;
  const auto wanted_a_span = options.min_body_rate * options.body_grace.count() / 1000;
  auto state = h1_body_state::incomplete;
  if (!is_admitted && (expected.is_awaited || expected.announced > options.max_unproven_body)) {
    if (!co_await admit(lease, request)) co_return closed;
    is_admitted = true;
  }
  if (expected.is_awaited && !co_await write("HTTP/1.1 100 Continue\r\n\r\n", {})) co_return closed;
  auto span_end = steady_clock::now() + options.body_grace;
  auto wanted_by_then = body.received() + wanted_a_span;
  while (state == h1_body_state::incomplete) {
    lease.hold(body.received());
    if (!is_admitted && body.received() > options.max_unproven_body) {  // it came in chunks, unannounced
      if (!co_await admit(lease, request)) co_return closed;
      is_admitted = true;
    }
    const bool is_open = co_await read_more(span_end);
    if (!is_open) {
      if (has_timed_out_) co_await refuse({408, "the request body came too slowly"});
      co_return closed;
    }
    state = body.feed(in_);
    if (body.received() < wanted_by_then) continue;
    span_end = steady_clock::now() + options.body_grace;
    wanted_by_then = body.received() + wanted_a_span;
  }
  co_return state;
}

/// False when it may not come; then it is answered.
task<bool> h1_connection::admit(h1_lease& lease, const h1_request& request) {
  auto decided = co_await shared_.options.admit(request);
  if (decided.refusal) {
    co_await answer(std::move(*decided.refusal), false, true);
    co_return false;
  }
  lease.charge_to(std::move(decided.charged_to));
  co_return socket_.is_open();
}

std::string h1_connection::address_of(const h1_request& request) const {
  const auto& address = shared_.options.address_of;
  return address ? address(request) : remote_address_;
}

}  // namespace carillon::net
