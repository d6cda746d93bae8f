#include "providers/email/body_part.hpp"

#include "providers/email/header_block.hpp"

namespace carillon::providers::email {
namespace {

std::string quoted_printable(std::string_view lines) {
  std::string out;
  append_quoted_printable(out, lines);
  return out;
}

/// A piece ends within a line unless it ends one.
void append_joined(std::string& out, std::string_view piece) {
  if (!piece.empty() && !out.ends_with("\r\n")) out += soft_break;
  out += piece;
}

}  // namespace

body_part::body_part(std::string_view subtype, const holed_text& text) : subtype_(subtype) {
  before_ = with_mail_lines(text.before);
  after_ = with_mail_lines(text.after);
  encoding_ = choose_encoding(before_ + after_);
  if (encoding_ != transfer_encoding::quoted_printable) return;
  before_ = quoted_printable(before_);
  after_ = quoted_printable(after_);
}

void body_part::append_to(std::string& out, std::string_view with) const {
  header_block headers(out);
  headers.add_whole("Content-Type", "text/" + std::string(subtype_) + "; charset=utf-8");
  headers.add_whole("Content-Transfer-Encoding", to_string(encoding_));
  out += "\r\n";
  const auto filling = with_mail_lines(with);
  switch (encoding_) {
    case transfer_encoding::seven_bit:
      out.append(before_).append(filling).append(after_);
      break;
    case transfer_encoding::quoted_printable:
      out += before_;
      append_joined(out, quoted_printable(filling));
      append_joined(out, after_);
      break;
    case transfer_encoding::base64:
      append_base64(out, before_ + filling + after_);
      break;
  }
}

void append_alternative(std::string& out, std::string_view boundary, const body_part& plain,
                        std::string_view plain_with, const body_part& rich, std::string_view rich_with) {
  const auto delimiter = "--" + std::string(boundary);
  header_block(out).add_whole("Content-Type",
                              "multipart/alternative; boundary=\"" + std::string(boundary) + '"');
  out.append("\r\n").append(delimiter).append("\r\n");
  plain.append_to(out, plain_with);
  out.append("\r\n").append(delimiter).append("\r\n");
  rich.append_to(out, rich_with);
  out.append("\r\n").append(delimiter).append("--\r\n");
}

}  // namespace carillon::providers::email
