#include "net/tls/tls_pump.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace carillon::net {

namespace {
/// One TLS record; Asio's ssl::stream hands out no more at a time.
constexpr std::size_t read_size = 16 * 1024;
}  // namespace

tls_pump::tls_pump(std::unique_ptr<tls_stream> stream, pumped_protocol& protocol)
    : stream_(std::move(stream)), protocol_(&protocol), in_(read_size) {}

void tls_pump::start() {
  read();
  flush();
}

void tls_pump::read() {
  if (protocol_ == nullptr || is_reading_ || is_paused_ || held_ > 0) return;
  is_reading_ = true;
  stream_->async_read_some(asio::buffer(in_),
                           [self = shared_from_this()](boost::system::error_code ec, std::size_t size) {
                             self->is_reading_ = false;
                             if (self->protocol_ == nullptr) return;
                             if (ec) return self->end();
                             self->held_ = size;
                             if (!self->is_paused_) self->deliver();
                           });
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
  if (protocol_ == nullptr || is_writing_ || is_paused_) return;
  out_.clear();
  protocol_->produce(out_);
  if (protocol_ == nullptr) return;
  if (out_.empty()) {
    if (protocol_->is_finished()) end();
    return;
  }
  is_writing_ = true;
  asio::async_write(*stream_, asio::buffer(out_),
                    [self = shared_from_this()](boost::system::error_code ec, std::size_t) {
                      self->is_writing_ = false;
                      if (self->protocol_ == nullptr) return;
                      if (ec) return self->end();
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
  boost::system::error_code ignored;
  stream_->lowest_layer().close(ignored);
}

}  // namespace carillon::net
