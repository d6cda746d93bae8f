// One logged-in connection to Redis: a stream, its parser, and one coalescing writer. Made by
// redis_connector, driven by redis_link and redis_subscriber; lives on the io_context's thread and never
// reconnects.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/redis/redis_stream.hpp"
#include "net/redis/resp.hpp"

namespace carillon::net {

class redis_session : public std::enable_shared_from_this<redis_session> {
 public:
  redis_session(asio::io_context& context, std::shared_ptr<asio::ssl::context> tls);

  redis_stream& stream() noexcept { return stream_; }
  /// `refill(out)` appends what is to be written next. It is asked by flush() and whenever a write has
  /// completed, so that all that piled up meanwhile leaves in one write.
  void on_refill(std::function<void(std::string&)> refill) { refill_ = std::move(refill); }
  /// Starts a write, unless one is under way or there is nothing to write.
  void flush();
  /// The replies that came in with the next read: none or more. An error ends the session.
  task<result<std::vector<redis_reply>>> read_replies();
  /// Ends reads and writes; refill is not asked again. Idempotent.
  void close() noexcept;

 private:
  redis_stream stream_;
  resp_parser parser_;
  std::function<void(std::string&)> refill_;
  std::string pending_;
  std::string writing_;
  bool is_writing_ = false;
  bool is_closed_ = false;
  std::array<char, 64 * 1024> input_;
};

}  // namespace carillon::net
