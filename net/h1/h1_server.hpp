// The HTTP/1.1 server under the API, the ops listener and the sandbox's control port. Beast parses, bytes
// come by async_read_some, and what Beast 1.81 lets through that a proxy may read otherwise is refused
// (hardening.md J). Runs on one io thread; several servers may share a port (SO_REUSEPORT), one per thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "net/task.hpp"

namespace carillon::net {

/// A complete request, already past framing, size and time limits.
struct h1_request {
  std::string method;
  std::string path;   ///< raw, before '?', percent-encoding untouched; starts with '/'
  std::string query;  ///< raw, after '?'
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case, in order
  std::string body;
  std::string remote_address;  ///< numeric, without port
  bool is_head = false;        ///< the answer's body will be counted but not sent

  /// First header of that (lower-case) name, or empty.
  std::string_view header(std::string_view name) const noexcept;
  /// How many headers have that name.
  std::size_t count(std::string_view name) const noexcept;
};

/// To whom bytes are charged that are held for a connection.
struct h1_payer {
  std::string group;    ///< who proved to be a caller; empty: strangers, who count as one group
  std::string address;  ///< within the group; an address as a rule

  auto operator<=>(const h1_payer&) const = default;
};

struct h1_response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";  ///< empty: no content-type header
  std::vector<std::pair<std::string, std::string>> headers;
  bool must_close = false;
  std::string_view constant{};  ///< sent in place of `body`, and never copied; lives as long as the server
  h1_payer charged_to{};        ///< who pays until the client has taken it; none: the peer's address

  std::string_view text() const noexcept { return constant.empty() ? std::string_view(body) : constant; }
};

using h1_handler = std::function<task<h1_response>(h1_request)>;

/// What is decided of a large body before it comes.
struct h1_admission {
  h1_payer charged_to{};                 ///< who pays for what of it is held
  std::optional<h1_response> refusal{};  ///< it may not come: this is answered, and the connection closed
};
using h1_doorkeeper = std::function<task<h1_admission>(const h1_request&)>;

struct h1_server_options {
  std::size_t max_header = 16 * 1024;  ///< request line and headers; more is 431 (a target over 8 KiB: 414)
  std::size_t max_body = 1 << 20;      ///< more is 413 before it is read
  /// Overrides max_body by (method, path), asked once the headers are in.
  std::function<std::size_t(std::string_view method, std::string_view path)> body_limit = {};
  /// Asked, with the request's head alone, before a body of more than `max_unproven_body` or one that waits
  /// for 100 Continue is read. Without it all may come.
  h1_doorkeeper admit = {};
  std::size_t max_unproven_body = 64 << 10;
  /// Whom strangers are told apart by; the peer's address without it.
  std::function<std::string(const h1_request&)> address_of = {};
  /// The body of the server's own 4xx/5xx answers; default {"errors":[{"message":…}]}.
  std::function<std::string(int status, std::string_view message)> error_body = {};
  /// At the limit, or at the process's limit of files, the longest-idle connection is closed, without one the
  /// longest-sending.
  unsigned max_connections = 10'000;
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds idle_timeout{60'000};
  std::size_t min_body_rate = 1024;  ///< bytes a second, in every span of `body_grace`
  std::chrono::milliseconds body_grace{5'000};
  /// Of all bodies under way together; beyond, whoever holds most loses the one longest under way.
  std::size_t max_held_bodies = 256 << 20;
  /// Of all answers that clients have not taken yet, what the kernel may hold of each included; likewise.
  std::size_t max_held_answers = 128 << 20;
  bool is_port_shared = false;  ///< SO_REUSEPORT
  std::string server_name = "carillon";
};

class h1_server {
 public:
  h1_server(asio::io_context& context, const h1_server_options& options, h1_handler handler);
  ~h1_server();
  h1_server(const h1_server&) = delete;
  h1_server& operator=(const h1_server&) = delete;

  /// Binds and starts accepting. "127.0.0.1:0", "[::1]:8080". Returns the port. `configuration` when it
  /// can't.
  result<std::uint16_t> listen(std::string_view host_and_port);
  /// Stops accepting, lets running requests answer (with Connection: close) for `patience`, closes the rest.
  task<> stop(std::chrono::milliseconds patience);
  std::size_t connections() const noexcept;
  /// Bytes held of bodies under way, and of answers not taken. On the server's thread.
  std::size_t held() const noexcept;

 private:
  class impl;
  std::shared_ptr<impl> impl_;
};

}  // namespace carillon::net
