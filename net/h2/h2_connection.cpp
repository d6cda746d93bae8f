#include "net/h2/h2_connection.hpp"

#include "net/url.hpp"

namespace carillon::net {

h2_connection::h2_connection(asio::io_context& context, deadline_wheel& wheel, owner& owner,
                             h2_connection_options options)
    : context_(context),
      wheel_(wheel),
      owner_(&owner),
      options_(std::move(options)),
      session_(options_.session),
      lookup_(context) {}

void h2_connection::submit(exchange& lent) {
  lent.connection_ = this;
  session_.submit(lent);
  pump_->flush_soon();
}

void h2_connection::cancel(exchange& lent) {
  lent.connection_ = nullptr;
  session_.cancel(lent);
  if (pump_) pump_->flush_soon();
}

void h2_connection::retire() {
  if (!is_ready()) return end();
  session_.retire();
  pump_->flush_soon();
}

void h2_connection::end() {
  end_as(is_ready() ? std::nullopt : std::optional(transport_failure::connect));
}

void h2_connection::end_as(std::optional<transport_failure> dial_failure) {
  if (owner_ == nullptr) return;
  const auto self = shared_from_this();
  wheel_.disarm(connect_deadline_);
  wheel_.disarm(ping_due_);
  lookup_.cancel();
  boost::system::error_code ignored;
  if (stream_) stream_->lowest_layer().close(ignored);
  if (pump_) pump_->close();
  session_.lose();
  deliver();
  if (auto* const told = std::exchange(owner_, nullptr)) told->on_gone(*this, dial_failure);
}

void h2_connection::deliver() {
  while (owner_ != nullptr) {
    const auto ended = session_.take_completion();
    if (!ended) return;
    ended->lent->connection_ = nullptr;
    owner_->on_completion(*this, *ended);
  }
}

void h2_connection::on_bytes(std::string_view bytes) {
  const auto self = shared_from_this();
  const bool was_ready = is_ready();
  // Whoever talks to us is alive, whether it is the PING's answer or not.
  if (std::exchange(is_pong_awaited_, false)) arm_ping(options_.ping_interval);
  is_broken_ = !session_.receive(bytes);
  if (!was_ready && is_ready()) {
    wheel_.disarm(connect_deadline_);
    arm_ping(options_.ping_interval);
  }
  deliver();
  if (owner_ != nullptr) owner_->on_progress(*this);
}

void h2_connection::produce(std::string& out) {
  const auto self = shared_from_this();
  session_.produce(out);
  // Requests that GOAWAY overtook in nghttp2's queue end while it is asked for their frames.
  deliver();
}

void h2_connection::arm_ping(std::chrono::milliseconds after) {
  wheel_.arm(
      ping_due_, std::chrono::steady_clock::now() + after,
      [](deadline_entry&, void* connection) { static_cast<h2_connection*>(connection)->on_ping_due(); },
      this);
}

void h2_connection::on_ping_due() {
  if (is_pong_awaited_) return end();
  is_pong_awaited_ = true;
  session_.ping();
  pump_->flush_soon();
  arm_ping(options_.pong_patience);
}

}  // namespace carillon::net
