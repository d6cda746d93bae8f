// What an SMTP server says (RFC 5321 4.2), read from bytes as they come. Pure; used by smtp_session. Bounded:
// 2,048 bytes a line, 128 lines, 64 KiB a reply.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/wire.hpp"

namespace carillon::net {

struct smtp_reply {
  int code = 0;                    ///< 200 to 599
  std::vector<std::string> lines;  ///< their texts, at least one, possibly empty

  int kind() const noexcept { return code / 100; }
};

/// The reply as outcomes keep it: the enhanced code apart (believed only when its class is that of the code),
/// its words in one line of 512 bytes at most, without control characters, in valid UTF-8.
mail_reply to_mail_reply(const smtp_reply& reply, mail_stage stage);

class smtp_reply_reader {
 public:
  /// False when the server broke the protocol, for good: a code that is none, lines of several codes, lengths
  /// passed, a CR or NUL within a line. A lone LF ends a line, too.
  bool feed(std::string_view bytes);
  /// Takes the oldest whole reply.
  std::optional<smtp_reply> take();
  /// Something is there that take() did not give yet: a whole reply, or part of one.
  bool has_more() const noexcept { return !whole_.empty() || !pending_.empty() || !current_.lines.empty(); }
  /// Forgets everything: TLS begins.
  void clear();

 private:
  bool read_line(std::string_view line);

  std::string pending_;  ///< of a line that is not complete
  smtp_reply current_;   ///< of a reply that is not complete
  std::size_t size_ = 0;
  std::deque<smtp_reply> whole_;
};

}  // namespace carillon::net
