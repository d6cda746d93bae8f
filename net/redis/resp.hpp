// RESP, the wire format of Redis, without sockets: commands to bytes, bytes to replies. Used by the redis
// link and by tests' blocking helper. The only user of hiredis (its reader; its formatter costs four times
// ours).
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "net/redis/redis_reply.hpp"

struct redisReader;

namespace carillon::net {

/// Opens a command of `words` words at the end of `out`; that many append_word() must follow.
void append_command_header(std::string& out, std::size_t words);
/// One word, binary safe.
void append_word(std::string& out, std::string_view word);
/// A whole command.
void append_command(std::string& out, std::span<const std::string> words);

/// What we accept from Redis. A reply past a limit ends the connection: the stream cannot be trusted any
/// more.
struct resp_limits {
  std::size_t max_reply_bytes = 256U << 20;
  std::size_t max_elements = 1U << 20;  ///< of one array; depth is hiredis' own limit, 7
};

/// Incremental parser of RESP2 replies. An error is final: drop the connection and the parser.
class resp_parser {
 public:
  explicit resp_parser(resp_limits limits = {});
  resp_parser(const resp_parser&) = delete;
  resp_parser& operator=(const resp_parser&) = delete;

  /// Takes `bytes`, however they were cut, and appends each reply that is now complete to `replies`.
  /// `corrupted` when they are not RESP or pass a limit; then and ever after, replies parsed before it stand.
  result<void> parse(std::string_view bytes, std::vector<redis_reply>& replies);

 private:
  struct reader_deleter {
    void operator()(redisReader* reader) const noexcept;
  };
  resp_limits limits_;
  std::unique_ptr<redisReader, reader_deleter> reader_;
  std::size_t unanswered_bytes_ = 0;  ///< taken since the last complete reply
};

}  // namespace carillon::net
