#include "net/smtp/dot_stuffer.hpp"

namespace carillon::net {

void dot_stuffer::append(std::string_view piece, std::string& out) {
  while (!piece.empty()) {
    if (piece.front() == '\r' || piece.front() == '\n') {
      const bool belongs_to_cr = piece.front() == '\n' && is_after_cr_;
      is_after_cr_ = piece.front() == '\r';
      if (!belongs_to_cr) break_line(out);
      piece.remove_prefix(1);
      continue;
    }
    const auto text = piece.substr(0, piece.find_first_of("\r\n"));
    if (is_at_line_start_ && text.front() == '.') out += '.';
    out.append(text);
    is_at_line_start_ = is_after_cr_ = false;
    piece.remove_prefix(text.size());
  }
}

void dot_stuffer::break_line(std::string& out) {
  out.append("\r\n");
  is_at_line_start_ = true;
}

void dot_stuffer::finish(std::string& out) {
  if (!is_at_line_start_) out.append("\r\n");
  out.append(".\r\n");
  *this = {};
}

}  // namespace carillon::net
