#include "net/h2/h2_served_connection.hpp"

namespace carillon::net {

h2_served_connection::h2_served_connection(owner& server, std::unique_ptr<tls_stream> stream,
                                           const h2_server_limits& limits)
    : server_(&server), stream_(std::move(stream)), session_(limits) {}

void h2_served_connection::start() {
  // `this` lives as long as `self`, which the handler holds.
  auto self = std::static_pointer_cast<h2_served_connection>(shared_from_this());
  stream_->async_handshake(asio::ssl::stream_base::server, [self](boost::system::error_code ec) {
    if (self->server_ == nullptr) return;
    if (ec) return self->leave();
    pumped_protocol& protocol = *self;  // make_shared itself may not see the private base
    self->pump_ = std::make_shared<tls_pump>(std::move(self->stream_), protocol);
    self->server_->handler().on_connect(*self);
    if (self->pump_) self->pump_->start();
  });
}

void h2_served_connection::on_bytes(std::string_view bytes) {
  const auto self = shared_from_this();
  is_broken_ = !session_.receive(bytes);
  if (!session_.requests().empty()) server_->handler().on_requests(*this, session_.requests());
}

void h2_served_connection::flush_soon() {
  if (pump_) pump_->flush_soon();
}

void h2_served_connection::respond(std::int32_t stream, h2_server_reply reply) {
  session_.respond(stream, std::move(reply));
  flush_soon();
}

void h2_served_connection::respond_partly(std::int32_t stream, h2_server_reply reply) {
  session_.respond(stream, std::move(reply), true);
  flush_soon();
}

void h2_served_connection::append(std::int32_t stream, std::string_view bytes, bool is_last) {
  session_.append(stream, bytes, is_last);
  flush_soon();
}

void h2_served_connection::reset(std::int32_t stream, h2_error_code code) {
  session_.reset(stream, code);
  flush_soon();
}

void h2_served_connection::goaway(h2_error_code code, std::int32_t last_stream, std::string_view debug_data) {
  session_.goaway(code, last_stream, debug_data);
  flush_soon();
}

void h2_served_connection::set_max_streams(std::uint32_t streams) {
  session_.set_max_streams(streams);
  flush_soon();
}

void h2_served_connection::set_stream_window(std::uint32_t bytes) {
  session_.set_stream_window(bytes);
  flush_soon();
}

void h2_served_connection::stall(bool is_stalled) {
  if (pump_) pump_->pause(is_stalled);
}

void h2_served_connection::write_raw(std::string_view bytes) {
  session_.write_raw(bytes);
  flush_soon();
}

void h2_served_connection::close() {
  if (server_ == nullptr) return;
  if (pump_) {
    pump_->close();
  } else {
    boost::system::error_code ignored;
    stream_->lowest_layer().close(ignored);
  }
  leave();
}

void h2_served_connection::leave() {
  if (server_ == nullptr) return;
  const auto self = shared_from_this();
  auto* const server = std::exchange(server_, nullptr);
  if (pump_) server->handler().on_disconnect(*this);
  server->on_gone(*this);
}

}  // namespace carillon::net
