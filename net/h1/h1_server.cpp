#include "net/h1/h1_server.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <unordered_set>

#include "base/log.hpp"
#include "net/h1/h1_connection.hpp"
#include "net/task_group.hpp"

namespace carillon::net {
namespace {

using tcp = asio::ip::tcp;

error bad_address(std::string_view host_and_port, boost::source_location where = BOOST_CURRENT_LOCATION) {
  return {errc::configuration,
          "not an address to listen at (1.2.3.4:80 or [::1]:80): " + std::string(host_and_port), where};
}

result<tcp::endpoint> parse_endpoint(std::string_view host_and_port) {
  const auto colon = host_and_port.rfind(':');
  if (colon == host_and_port.npos) return bad_address(host_and_port);
  auto host = host_and_port.substr(0, colon);
  const auto port_text = host_and_port.substr(colon + 1);
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  std::uint16_t port = 0;
  const auto end = port_text.data() + port_text.size();
  const auto parsed = std::from_chars(port_text.data(), end, port);
  boost::system::error_code ec;
  const auto address = asio::ip::make_address(std::string(host), ec);
  if (ec || parsed.ec != std::errc() || parsed.ptr != end) return bad_address(host_and_port);
  return tcp::endpoint(address, port);
}

}  // namespace

std::string_view h1_request::header(std::string_view name) const noexcept {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::size_t h1_request::count(std::string_view name) const noexcept {
  return static_cast<std::size_t>(
      std::ranges::count(headers, name, [](const auto& one) -> std::string_view { return one.first; }));
}

class h1_server::impl : public std::enable_shared_from_this<impl> {
 public:
  impl(asio::io_context& context, const h1_server_options& options, h1_handler handler)
      : context_(context),
        shared_{.options = options,
                .handler = std::move(handler),
                .wheel = deadline_wheel(context),
                .waiting = {},
                .bodies = h1_ledger("bodies", options.max_held_bodies),
                .answers = h1_ledger("answers", options.max_held_answers)},
        acceptor_(context),
        group_(context) {}

  result<std::uint16_t> listen(std::string_view host_and_port);
  task<> stop(std::chrono::milliseconds patience);
  void drop_all();
  std::size_t connections() const noexcept { return connections_.size(); }
  std::size_t held() const noexcept { return shared_.bodies.held() + shared_.answers.held(); }

 private:
  using acceptor = asio::basic_socket_acceptor<tcp, asio::io_context::executor_type>;

  task<> accept_all();
  task<> serve(h1_connection::socket_type socket);
  bool make_room();
  bool drop_longest();
  void tell_of_failed_accept(const boost::system::error_code& ec);

  asio::io_context& context_;
  h1_shared shared_;
  acceptor acceptor_;
  std::unordered_set<h1_connection*> connections_;
  std::chrono::steady_clock::time_point next_warning_;
  task_group group_;
};

result<std::uint16_t> h1_server::impl::listen(std::string_view host_and_port) {
  const auto endpoint = parse_endpoint(host_and_port);
  if (!endpoint) return endpoint.error();
  boost::system::error_code ec;
  acceptor_.open(endpoint->protocol(), ec);
  if (!ec) acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
  const int yes = 1;
  if (!ec && shared_.options.is_port_shared &&
      ::setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) != 0) {
    ec.assign(errno, boost::system::system_category());
  }
  if (!ec) acceptor_.bind(*endpoint, ec);
  if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
  if (ec) {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    return error(errc::configuration, "cannot listen at " + std::string(host_and_port) + ": " + ec.message());
  }
  group_.spawn("h1_accept", accept_all());
  return acceptor_.local_endpoint().port();
}

task<> h1_server::impl::accept_all() {
  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                             asio::io_context::executor_type>
      pause(context_);
  while (acceptor_.is_open()) {
    auto [ec, socket] = co_await acceptor_.async_accept(no_throw);
    if (ec == asio::error::operation_aborted || !acceptor_.is_open()) break;
    if (ec) {  // out of descriptors or memory: a limit like our own, met in the same way
      tell_of_failed_accept(ec);
      if (drop_longest()) continue;
      pause.expires_after(std::chrono::milliseconds(50));
      co_await pause.async_wait(no_throw);
      continue;
    }
    if (make_room()) group_.spawn("h1_connection", serve(std::move(socket)));
  }
}

/// Once a second at most: in a flood every accept fails.
void h1_server::impl::tell_of_failed_accept(const boost::system::error_code& ec) {
  const auto at = std::chrono::steady_clock::now();
  if (at < next_warning_) return;
  next_warning_ = at + std::chrono::seconds(1);
  const bool is_out_of_files = ec.value() == EMFILE || ec.value() == ENFILE;
  log::warn("accept_failed",
            is_out_of_files ? "too many open files: raise the limit (ulimit -n)" : ec.message());
}

/// False when all are being answered: then the new one goes.
bool h1_server::impl::make_room() {
  return connections_.size() < shared_.options.max_connections || drop_longest();
}

/// The longest-waiting connection, or one that sends a body or takes an answer; false when there is none.
bool h1_server::impl::drop_longest() {
  if (shared_.waiting.empty()) return shared_.bodies.drop_one() || shared_.answers.drop_one();
  auto* const longest = shared_.waiting.front();
  connections_.erase(longest);  // its coroutine ends a turn later, but its place is free now
  longest->abandon();
  return true;
}

task<> h1_server::impl::serve(h1_connection::socket_type socket) {
  h1_connection connection(std::move(socket), shared_);
  connections_.insert(&connection);
  co_await connection.serve();
  connections_.erase(&connection);
}

void h1_server::impl::drop_all() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  shared_.is_stopping = true;
  for (auto* connection : connections_) connection->drop();
}

task<> h1_server::impl::stop(std::chrono::milliseconds patience) {
  const auto self = shared_from_this();
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  shared_.is_stopping = true;
  const auto waiting = shared_.waiting;  // a copy: each leaves the list as it is dropped
  for (auto* connection : waiting) connection->drop();
  co_await group_.join(patience);
}

h1_server::h1_server(asio::io_context& context, const h1_server_options& options, h1_handler handler)
    : impl_(std::make_shared<impl>(context, options, std::move(handler))) {}
h1_server::~h1_server() {
  impl_->drop_all();
}
result<std::uint16_t> h1_server::listen(std::string_view host_and_port) {
  return impl_->listen(host_and_port);
}
task<> h1_server::stop(std::chrono::milliseconds patience) {
  return impl_->stop(patience);
}
std::size_t h1_server::connections() const noexcept {
  return impl_->connections();
}
std::size_t h1_server::held() const noexcept {
  return impl_->held();
}

}  // namespace carillon::net
