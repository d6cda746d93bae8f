#include "sandbox/pending_answers.hpp"

#include <algorithm>
#include <utility>

#include "sandbox/stable_hash.hpp"

namespace carillon::sandbox {

pending_answers::pending_answers(asio::io_context& context, std::uint64_t seed, deliver when_due)
    : seed_(seed), deliver_(std::move(when_due)), timer_(context) {}

std::chrono::milliseconds pending_answers::draw(std::chrono::milliseconds latency,
                                                std::chrono::milliseconds jitter) {
  if (jitter.count() <= 0) return latency;
  const auto span = static_cast<std::uint64_t>(2 * jitter.count() + 1);
  const auto offset = static_cast<std::int64_t>(mix(seed_ ^ drawn_++) % span) - jitter.count();
  return std::max(latency + std::chrono::milliseconds(offset), std::chrono::milliseconds(0));
}

void pending_answers::add(net::h2_server_connection& connection, std::int32_t stream, verdict made,
                          std::chrono::milliseconds latency, std::chrono::milliseconds jitter) {
  const auto delay = draw(latency, jitter) + made.delay;
  if (delay.count() <= 0) return deliver_(connection, stream, std::move(made));
  const auto due = std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() + delay);
  waiting_.push(
      {due, order_++, connection.weak_from_this(), stream, std::make_unique<verdict>(std::move(made))});
  wait_for_next();
}

void pending_answers::wait_for_next() {
  if (waiting_.empty() || waiting_.top().due >= wake_at_) return;
  wake_at_ = waiting_.top().due;
  timer_.expires_at(wake_at_);
  timer_.async_wait([this](boost::system::error_code ec) {
    if (ec) return;  // cancelled: `this` may be gone
    wake_at_ = time_point::max();
    deliver_due();
  });
}

void pending_answers::deliver_due() {
  const auto now = std::chrono::steady_clock::now();
  while (!waiting_.empty() && waiting_.top().due <= now) {
    // top() is const for the order's sake; the element leaves right away.
    auto due = std::move(const_cast<waiting_answer&>(waiting_.top()));
    waiting_.pop();
    if (const auto connection = due.connection.lock())
      deliver_(*connection, due.stream, std::move(*due.made));
  }
  wait_for_next();
}

void pending_answers::clear() {
  timer_.cancel();
  wake_at_ = time_point::max();
  waiting_ = {};
}

}  // namespace carillon::sandbox
