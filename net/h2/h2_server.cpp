#include "net/h2/h2_server.hpp"

#include <algorithm>
#include <list>
#include <vector>

#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>

#include "net/h2/h2_served_connection.hpp"

namespace carillon::net {

namespace {
using acceptor = asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type>;
using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
}  // namespace

class h2_server::impl final : public std::enable_shared_from_this<impl>, public h2_served_connection::owner {
 public:
  impl(asio::io_context& context, std::shared_ptr<boost::asio::ssl::context> tls, h2_server_handler& handler,
       const h2_server_options& options)
      : context_(context), tls_(std::move(tls)), handler_(&handler), options_(options) {}

  result<std::uint16_t> listen(const asio::ip::tcp::endpoint& endpoint) {
    acceptor opened(context_);
    boost::system::error_code ec;
    opened.open(endpoint.protocol(), ec);
    if (!ec) opened.set_option(asio::socket_base::reuse_address(true), ec);
    if (!ec && options_.is_port_shared) opened.set_option(reuse_port(true), ec);
    if (!ec) opened.bind(endpoint, ec);
    if (!ec) opened.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return error(errc::unavailable, "cannot listen: " + ec.message());
    const auto port = opened.local_endpoint(ec).port();
    acceptors_.push_back(std::move(opened));
    accept(acceptors_.back());
    return port;
  }

  void stop_listening() {
    for (auto& listening : acceptors_) {
      boost::system::error_code ignored;
      listening.close(ignored);
    }
  }

  void close() {
    stop_listening();
    for (const auto& connection : snapshot()) connection->close();
  }

  void for_each(const std::function<void(h2_server_connection&)>& visit) const {
    for (const auto& connection : snapshot())
      if (connection->is_open()) visit(*connection);
  }

  std::size_t size() const noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(connections_, [](const auto& connection) { return connection->is_open(); }));
  }

  h2_server_handler& handler() override { return *handler_; }

  void on_gone(h2_served_connection& gone) override {
    std::erase_if(connections_, [&](const auto& connection) { return connection.get() == &gone; });
  }

 private:
  /// A copy: visitors may close connections.
  std::vector<std::shared_ptr<h2_served_connection>> snapshot() const { return connections_; }

  void accept(acceptor& listening) {
    listening.async_accept(
        [self = shared_from_this(), &listening](boost::system::error_code ec, tcp_socket socket) {
          if (!listening.is_open()) return;
          if (!ec) self->serve(std::move(socket));
          self->accept(listening);
        });
  }

  void serve(tcp_socket socket) {
    boost::system::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    auto stream = std::make_unique<tls_stream>(std::move(socket), *tls_);
    const h2_server_limits limits{.max_streams = options_.max_streams, .max_body = options_.max_body};
    connections_.push_back(std::make_shared<h2_served_connection>(*this, std::move(stream), limits));
    connections_.back()->start();
  }

  asio::io_context& context_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  h2_server_handler* handler_;
  h2_server_options options_;
  std::list<acceptor> acceptors_;
  std::vector<std::shared_ptr<h2_served_connection>> connections_;
};

h2_server::h2_server(asio::io_context& context, std::shared_ptr<boost::asio::ssl::context> tls,
                     h2_server_handler& handler, h2_server_options options)
    : impl_(std::make_shared<impl>(context, std::move(tls), handler, options)) {}

h2_server::~h2_server() {
  close();
}

result<std::uint16_t> h2_server::listen(const boost::asio::ip::address& address, std::uint16_t port) {
  return impl_->listen({address, port});
}

void h2_server::stop_listening() {
  impl_->stop_listening();
}
void h2_server::close() {
  impl_->close();
}
void h2_server::for_each(const std::function<void(h2_server_connection&)>& visit) {
  impl_->for_each(visit);
}
std::size_t h2_server::connections() const noexcept {
  return impl_->size();
}

}  // namespace carillon::net
