// A tiny blocking HTTP/1.1 client for tests: one connection, raw bytes when asked. It believes nothing: a
// response must be framed by Content-Length or by the end of the connection. Gives up after 20 s of silence.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace carillon::test {

struct http_answer {
  int status = 0;                              ///< 0: the connection ended instead
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;

  std::string header(const std::string& name) const;
  /// The body parsed; null when it is not JSON.
  json parsed() const;
  /// errors[0].message, or empty.
  std::string message() const;
  /// errors[0].code, or empty.
  std::string code() const;
};

struct http_call {
  std::string method = "GET";
  std::string target;
  std::string bearer;  ///< empty: no Authorization header
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers{};
};

class http_client {
 public:
  explicit http_client(std::uint16_t port);
  ~http_client();
  http_client(const http_client&) = delete;
  http_client& operator=(const http_client&) = delete;

  /// One exchange; reconnects when the server closed after the last one.
  http_answer send(const http_call& call);

  void write(std::string_view bytes);
  /// One response; `to_head` when its body will not come. 100 Continue is an answer of its own.
  http_answer read(bool to_head = false);
  /// Everything until the server closes.
  std::string read_to_end();

 private:
  void connect();
  bool read_more();

  std::uint16_t port_;
  int socket_ = -1;
  std::string buffer_;
};

}  // namespace carillon::test
