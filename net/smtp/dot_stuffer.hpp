// A message as it stands after DATA (RFC 5321 4.5.2): lines end in CR LF and in nothing else, a dot at the
// beginning of one is doubled, and a lone dot ends it all. A CR or LF of its own becomes CR LF: what one
// server takes for a line end and the next one does not is how mails are smuggled. Pure; used by
// smtp_transaction, piece by piece.
#pragma once

#include <string>
#include <string_view>

namespace carillon::net {

class dot_stuffer {
 public:
  /// Appends the next piece of the message to `out`. However it is cut, the same comes out.
  void append(std::string_view piece, std::string& out);
  /// After the last piece: ends the last line, if that is open, and the message.
  void finish(std::string& out);

 private:
  void break_line(std::string& out);

  bool is_at_line_start_ = true;
  bool is_after_cr_ = false;  ///< its line break was written; an LF belongs to it
};

}  // namespace carillon::net
