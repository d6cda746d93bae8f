#include "net/dns/dns_query.hpp"

#include <ares.h>
#include <sys/time.h>

#include <boost/asio/posix/basic_stream_descriptor.hpp>

namespace carillon::net {

namespace {

using descriptor = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;

/// Doubled by c-ares for each further try. The callers' own deadlines are shorter than all tries together.
constexpr int first_patience_ms = 1'000;
constexpr int tries = 3;

std::string joined(const std::vector<std::string>& servers) {
  std::string text;
  for (const auto& server : servers) text += (text.empty() ? "" : ",") + server;
  return text;
}

dns_query::endpoints to_endpoints(const ares_addrinfo& found, std::uint16_t port) {
  dns_query::endpoints all;
  for (const auto* node = found.nodes; node != nullptr; node = node->ai_next) {
    asio::ip::tcp::endpoint one;
    if (node->ai_addrlen > one.capacity()) continue;
    std::memcpy(one.data(), node->ai_addr, node->ai_addrlen);
    one.resize(node->ai_addrlen);
    one.port(port);
    all.push_back(one);
  }
  return all;
}

}  // namespace

/// A socket of c-ares, which opens and closes it; we only wait for it.
struct dns_query::watched_socket {
  watched_socket(asio::io_context& context, int socket) : handle(context) {
    boost::system::error_code ignored;  // then c-ares' patience ends the question
    handle.assign(socket, ignored);
  }

  descriptor handle;
  bool is_read_wanted = false;
  bool is_write_wanted = false;
  bool is_reading = false;  ///< a wait is under way
  bool is_writing = false;
};

dns_query::dns_query(asio::io_context& context) : context_(context), patience_(context), over_(context) {}

dns_query::~dns_query() {
  close();
}

result<void> dns_query::open(const std::vector<std::string>& servers) {
  static const int library = ares_library_init(ARES_LIB_INIT_ALL);
  ares_options options{};
  // The search list belongs to the system's servers; aliases of the environment to nobody.
  options.flags = ARES_FLAG_NOALIASES | (servers.empty() ? 0 : ARES_FLAG_NOSEARCH);
  options.timeout = first_patience_ms;
  options.tries = tries;
  options.sock_state_cb = [](void* self, ares_socket_t socket, int is_read_wanted, int is_write_wanted) {
    static_cast<dns_query*>(self)->on_socket(socket, is_read_wanted != 0, is_write_wanted != 0);
  };
  options.sock_state_cb_data = this;
  const int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
  int status = library == ARES_SUCCESS ? ares_init_options(&channel_, &options, mask) : library;
  if (status == ARES_SUCCESS && !servers.empty())
    status = ares_set_servers_ports_csv(channel_, joined(servers).c_str());
  if (status != ARES_SUCCESS)
    return error(errc::unavailable, std::string("no resolver: ") + ares_strerror(status));
  return {};
}

void dns_query::close() {
  // The callback of a question still open runs inside.
  if (channel_ != nullptr) ares_destroy(std::exchange(channel_, nullptr));
  patience_.cancel();
  for (auto& [number, socket] : sockets_) socket->handle.release();
  sockets_.clear();
}

void dns_query::finish(result<endpoints> answer) {
  if (!answer_) answer_.emplace(std::move(answer));
  over_.cancel();
}

void dns_query::cancel() {
  finish(error(errc::cancelled, "the lookup was cancelled"));
  close();
}

task<result<dns_query::endpoints>> dns_query::ask(origin target, std::vector<std::string> servers) {
  const auto self = shared_from_this();
  target_ = std::move(target);
  const auto opened = open(servers);
  if (!opened) co_return opened.error();
  over_.expires_at(asio::steady_timer::time_point::max());
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  ares_getaddrinfo(
      channel_, target_.host.c_str(), nullptr, &hints,
      [](void* query, int status, int, ares_addrinfo* found) {
        static_cast<dns_query*>(query)->on_answer(status, found);
      },
      this);
  await_patience();
  if (!answer_) [[maybe_unused]]
    auto [ec] = co_await over_.async_wait(no_throw);
  if (!answer_) cancel();  // whoever awaits us is being cancelled
  close();
  co_return std::move(*answer_);
}

void dns_query::on_answer(int status, ares_addrinfo* found) {
  if (status == ARES_SUCCESS)
    finish(to_endpoints(*found, target_.port));
  else
    finish(error(errc::unavailable, ares_strerror(status)));
  if (found != nullptr) ares_freeaddrinfo(found);
}

void dns_query::on_socket(int socket, bool is_read_wanted, bool is_write_wanted) {
  const auto known = sockets_.find(socket);
  if (!is_read_wanted && !is_write_wanted) {  // c-ares is about to close it
    if (known == sockets_.end()) return;
    known->second->handle.release();
    sockets_.erase(known);
    return;
  }
  auto& watched = known != sockets_.end() ? known->second : sockets_[socket];
  if (!watched) watched = std::make_shared<watched_socket>(context_, socket);
  watched->is_read_wanted = is_read_wanted;
  watched->is_write_wanted = is_write_wanted;
  wait_for(watched, false);
  wait_for(watched, true);
}

void dns_query::wait_for(const std::shared_ptr<watched_socket>& socket, bool is_writing) {
  bool& is_waiting = is_writing ? socket->is_writing : socket->is_reading;
  const bool is_wanted = is_writing ? socket->is_write_wanted : socket->is_read_wanted;
  if (!is_wanted || is_waiting || !socket->handle.is_open()) return;
  is_waiting = true;
  const auto kind = is_writing ? descriptor::wait_write : descriptor::wait_read;
  socket->handle.async_wait(
      kind, [self = shared_from_this(), socket, is_writing](boost::system::error_code ec) {
        (is_writing ? socket->is_writing : socket->is_reading) = false;
        if (ec || !socket->handle.is_open()) return;
        const int number = socket->handle.native_handle();
        self->process(is_writing ? ARES_SOCKET_BAD : number, is_writing ? number : ARES_SOCKET_BAD);
        if (socket->handle.is_open()) self->wait_for(socket, is_writing);
      });
}

void dns_query::process(int readable, int writable) {
  if (channel_ == nullptr) return;
  ares_process_fd(channel_, readable, writable);
  await_patience();
}

void dns_query::await_patience() {
  timeval left{};
  if (channel_ == nullptr || ares_timeout(channel_, nullptr, &left) == nullptr) return;
  patience_.expires_after(std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec));
  patience_.async_wait([self = shared_from_this()](boost::system::error_code ec) {
    if (!ec) self->process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  });
}

}  // namespace carillon::net
