#include "net/tls/tls_pump.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "net/tls/tls.hpp"
#include "net/tls/tls_tickets.hpp"

namespace carillon::net {

namespace {
/// One TLS record; Asio's ssl::stream hands out no more at a time.
constexpr std::size_t read_size = 16 * 1024;
}  // namespace

tls_pump::tls_pump(std::unique_ptr<tls_stream> stream, pumped_protocol& protocol, bool is_secure)
    : stream_(std::move(stream)), protocol_(&protocol), in_(read_size), is_secure_(is_secure) {}

void tls_pump::start() {
  read();
  flush();
}

void tls_pump::read() {
  if (protocol_ == nullptr || is_reading_ || is_paused_ || is_securing_ || held_ > 0) return;
  is_reading_ = true;
  const auto done = [self = shared_from_this()](boost::system::error_code ec, std::size_t size) {
    self->on_read(ec, size);
  };
  if (is_secure_) return stream_->async_read_some(asio::buffer(in_), done);
  stream_->next_layer().async_read_some(asio::buffer(in_), done);
}

void tls_pump::on_read(boost::system::error_code ec, std::size_t size) {
  is_reading_ = false;
  if (protocol_ == nullptr) return;
  is_at_clean_end_ = ec == asio::error::eof;
  if (ec) return end();
  held_ = size;
  if (!is_paused_) deliver();
}

void tls_pump::deliver() {
  const auto size = std::exchange(held_, 0);
  is_delivering_ = true;
  protocol_->on_bytes({in_.data(), size});
  is_delivering_ = false;
  flush();
  read();
}

void tls_pump::flush() {
  if (protocol_ == nullptr || is_writing_ || is_paused_ || is_securing_) return;
  out_.clear();
  protocol_->produce(out_);
  if (protocol_ == nullptr) return;
  if (out_.empty()) {
    if (protocol_->is_finished()) end();
    return;
  }
  write();
}

void tls_pump::write() {
  is_writing_ = true;
  const auto done = [self = shared_from_this()](boost::system::error_code ec, std::size_t) {
    self->is_writing_ = false;
    if (self->protocol_ == nullptr) return;
    if (ec) return self->end();
    if (self->is_securing_) return self->shake_hands();
    self->flush();
  };
  if (is_secure_)
    asio::async_write(*stream_, asio::buffer(out_), done);
  else
    asio::async_write(stream_->next_layer(), asio::buffer(out_), done);
}

void tls_pump::secure() {
  is_securing_ = true;
  if (!is_writing_) shake_hands();
}

void tls_pump::shake_hands() {
  stream_->async_handshake(
      asio::ssl::stream_base::client, [self = shared_from_this()](boost::system::error_code ec) {
        self->is_securing_ = false;
        if (self->protocol_ == nullptr) return;
        self->is_distrusted_ = ec && is_verification_failure(*self->stream_->native_handle());
        if (ec) return self->end();
        self->is_secure_ = true;
        self->protocol_->on_secured();
        self->read();
        self->flush();
      });
}

void tls_pump::flush_soon() {
  if (protocol_ == nullptr || is_flush_posted_ || is_writing_ || is_delivering_) return;
  is_flush_posted_ = true;
  asio::post(stream_->get_executor(), [self = shared_from_this()] {
    self->is_flush_posted_ = false;
    self->flush();
  });
}

void tls_pump::pause(bool is_paused) {
  is_paused_ = is_paused;
  if (is_paused || protocol_ == nullptr) return;
  if (held_ > 0) return deliver();
  read();
  flush();
}

void tls_pump::end() {
  auto* const protocol = protocol_;
  const auto self = shared_from_this();
  close();
  if (protocol != nullptr) protocol->on_end();
}

void tls_pump::close() {
  protocol_ = nullptr;
  if (is_secure_) tls_tickets::spare(*stream_->native_handle());
  boost::system::error_code ignored;
  stream_->lowest_layer().close(ignored);
}

}  // namespace carillon::net
