#include "net/client_connection.hpp"

namespace carillon::net {

client_connection::client_connection(asio::io_context& context, deadline_wheel& wheel, owner& owner,
                                     client_connection_options options)
    : context_(context), wheel_(wheel), owner_(&owner), options_(std::move(options)), lookup_(context) {}

void client_connection::submit(exchange& lent) {
  lent.connection_ = this;
  session_->submit(lent);
  watch();
  pump_->flush_soon();
}

void client_connection::cancel(exchange& lent) {
  const auto self = shared_from_this();
  lent.connection_ = nullptr;
  was_cancelled_ = true;
  if (!session_->cancel(lent)) return end();
  watch();
  pump_->flush_soon();
}

void client_connection::retire() {
  if (!was_ready_) return end();
  session_->retire();
  watch();
  pump_->flush_soon();
}

void client_connection::end() {
  end_as(dial_failure_or(transport_failure::connect));
}

std::optional<transport_failure> client_connection::dial_failure_or(transport_failure otherwise) const {
  if (was_ready_) return std::nullopt;
  return otherwise;
}

void client_connection::end_as(std::optional<transport_failure> dial_failure, stream_end how) {
  if (owner_ == nullptr) return;
  const auto self = shared_from_this();
  wheel_.disarm(connect_deadline_);
  wheel_.disarm(silence_due_);
  lookup_.cancel();
  boost::system::error_code ignored;
  if (stream_) stream_->lowest_layer().close(ignored);
  if (pump_) pump_->close();
  if (session_) session_->lose(how);
  deliver();
  if (auto* const told = std::exchange(owner_, nullptr)) told->on_gone(*this, dial_failure);
}

void client_connection::on_end() {
  const auto failure = pump_->is_distrusted() ? transport_failure::tls_verify : transport_failure::connect;
  end_as(dial_failure_or(failure), pump_->is_at_clean_end() ? stream_end::clean : stream_end::torn);
}

bool client_connection::deliver() {
  for (bool was_any = false;; was_any = true) {
    if (owner_ == nullptr || !session_) return was_any;
    const auto ended = session_->take_completion();
    if (!ended) return was_any;
    ended->lent->connection_ = nullptr;
    owner_->on_completion(*this, *ended);
  }
}

void client_connection::on_bytes(std::string_view bytes) {
  const auto self = shared_from_this();
  is_broken_ = !session_->receive(bytes);
  deliver();
  if (owner_ == nullptr) return;
  if (session_->is_tls_wanted()) pump_->secure();
  report_progress();
}

void client_connection::report_progress() {
  if (!was_ready_ && session_->is_ready()) {
    was_ready_ = true;
    wheel_.disarm(connect_deadline_);
  }
  watch();
  owner_->on_progress(*this);
}

void client_connection::produce(std::string& out) {
  const auto self = shared_from_this();
  session_->produce(out);
  // Requests that a goodbye overtook in the session's queue, or that cannot be sent, end while it is asked
  // for their bytes.
  const bool has_room = deliver();
  if (owner_ == nullptr) return;
  watch();
  if (has_room) owner_->on_progress(*this);
}

void client_connection::on_secured() {
  session_->on_tls();
  watch();
}

void client_connection::watch() {
  const auto wait = session_->waits();
  if (wait.turn == watched_turn_ || owner_ == nullptr) return;
  watched_turn_ = wait.turn;
  if (wait.time.count() == 0) return wheel_.disarm(silence_due_);
  wheel_.arm(
      silence_due_, std::chrono::steady_clock::now() + wait.time,
      [](deadline_entry&, void* connection) { static_cast<client_connection*>(connection)->on_silence(); },
      this);
}

void client_connection::on_silence() {
  const auto self = shared_from_this();
  if (!session_->on_silence()) return end();
  watch();
  pump_->flush_soon();
}

}  // namespace carillon::net
