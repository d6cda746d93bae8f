// One accepted HTTP/1.1 connection: reads a request, has it handled, writes the answer, and again. Owned by
// h1_server, served by one coroutine on its thread. Never decides what to answer but for broken requests.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "net/deadline_wheel.hpp"
#include "net/h1/h1_framing.hpp"
#include "net/h1/h1_ledger.hpp"
#include "net/h1/h1_server.hpp"
#include "net/task.hpp"

namespace carillon::net {

class h1_body;
class h1_connection;
enum class h1_body_state;
/// Connections that wait for a request (idle, or with half a head), the longest-waiting first.
using h1_waiting_list = std::list<h1_connection*>;

/// What connections share with their server. Outlives them.
struct h1_shared {
  h1_server_options options;
  h1_handler handler;
  deadline_wheel wheel;
  h1_waiting_list waiting;
  h1_ledger bodies;
  h1_ledger answers;
  bool is_stopping = false;
};

class h1_connection {
 public:
  using socket_type = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;

  h1_connection(socket_type socket, h1_shared& shared);
  ~h1_connection();
  h1_connection(const h1_connection&) = delete;
  h1_connection& operator=(const h1_connection&) = delete;

  /// Serves requests until either side is done, a limit is passed, or drop() was called. The connection is
  /// closed when it returns.
  task<> serve();
  /// Closes the socket at once; serve() then ends by itself.
  void drop() noexcept;
  /// The same to a client that was given its time: what it has not read by now is thrown away. A plain close
  /// would leave it to the kernel, which goes on sending for as long as the client takes.
  void abandon() noexcept;

 private:
  /// What the kernel takes from us before the client has taken it. Its own limit is 4 MB a connection, which
  /// is a lot of memory for clients that ask and do not read.
  static constexpr int most_unsent = 64 * 1024;
  /// What the head says of its body.
  struct expected_body {
    std::size_t announced = 0;  ///< 0 of one that comes in chunks
    bool is_awaited = false;    ///< the client waits for 100 Continue
  };

  task<bool> serve_one();
  task<bool> read_head();
  task<bool> read_body(const h1_head& head, std::size_t limit, h1_request& request);
  task<std::optional<h1_body_state>> receive(h1_body& body, expected_body expected,
                                             const h1_request& request);
  task<bool> admit(h1_lease& lease, const h1_request& request);
  task<bool> read_more(deadline_wheel::time_point deadline);
  task<bool> write(std::string_view head, const h1_response& what);
  task<bool> answer(h1_response response, bool is_head, bool is_closing);
  task<bool> refuse(h1_refusal refusal);
  task<> linger();

  static bool ignores_body(std::string_view method) noexcept { return method == "GET" || method == "HEAD"; }
  h1_request make_request(const h1_head& head) const;
  std::size_t body_limit(const h1_head& head) const;
  std::string address_of(const h1_request& request) const;
  void wait_for_request();
  void stop_waiting() noexcept;
  void arm(deadline_wheel::time_point deadline);

  socket_type socket_;
  h1_shared& shared_;
  std::string remote_address_;
  std::string in_;             ///< received, not yet consumed
  std::size_t head_size_ = 0;  ///< of the head at the front of in_
  deadline_entry deadline_;
  bool has_timed_out_ = false;
  bool is_waiting_ = false;
  h1_waiting_list::iterator waiting_place_;
};

}  // namespace carillon::net
