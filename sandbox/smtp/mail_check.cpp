#include "sandbox/smtp/mail_check.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "sandbox/mail/mail_text.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::size_t longest_line = 998;

/// Bare carriage returns and line feeds are what smuggling is made of.
std::string fault_of_lines(std::string_view mail) {
  std::size_t column = 0;
  for (std::size_t at = 0; at < mail.size(); ++at) {
    const char c = mail[at];
    if (c == '\r' && at + 1 < mail.size() && mail[at + 1] == '\n') {
      column = 0;
      ++at;
      continue;
    }
    if (c == '\r' || c == '\n') return "bare line end received";
    if (c == '\0') return "NUL received";
    if (static_cast<unsigned char>(c) >= 0x80) return "an octet over 127 was received without 8BITMIME";
    if (++column > longest_line) return "a line has more than 998 octets";
  }
  return mail.ends_with("\r\n") ? std::string() : "the last line does not end";
}

std::string_view head_of(std::string_view mail) noexcept {
  const auto end = mail.find("\r\n\r\n");
  return end == std::string_view::npos ? mail : mail.substr(0, end + 2);
}

/// Names in lower case, and how often; a fault under the empty name.
std::map<std::string, int> fields_of(std::string_view head) {
  std::map<std::string, int> out;
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    if (line.starts_with(' ') || line.starts_with('\t')) {
      if (line.find_first_not_of(" \t") == std::string_view::npos) out[""] = 1;
      continue;
    }
    const auto colon = line.find(':');
    const auto name = line.substr(0, colon);
    if (colon == std::string_view::npos || name.empty() || name.find(' ') != std::string_view::npos)
      out[""] = 1;
    ++out[lowered(name)];
  }
  return out;
}

std::string fault_of_fields(std::string_view mail) {
  const auto fields = fields_of(head_of(mail));
  if (fields.contains("")) return "a header line is none";
  for (const auto& [name, times] : fields) {
    if (times > 1 && name != "received") return name + " is there twice";
  }
  for (const char* const name :
       {"date", "from", "to", "message-id", "mime-version", "content-type", "subject"}) {
    if (!fields.contains(name)) return std::string(name) + " is missing";
  }
  for (const char* const name : {"bcc", "return-path", "dkim-signature"}) {
    if (fields.contains(name)) return std::string(name) + " is not a sender's to write";
  }
  return {};
}

}  // namespace

std::string fault_of_mail(std::string_view mail) {
  if (auto wrong = fault_of_lines(mail); !wrong.empty()) return wrong;
  if (mail.find("\r\n\r\n") == std::string_view::npos) return "there is no body";
  return fault_of_fields(mail);
}

std::string mail_field(std::string_view mail, std::string_view name) {
  auto head = head_of(mail);
  std::string out;
  bool is_found = false;
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    if (line.starts_with(' ') || line.starts_with('\t')) {
      if (is_found) out += line;
      continue;
    }
    if (is_found) break;
    is_found = lowered(line.substr(0, line.find(':'))) == lowered(name);
    if (is_found) out = line.substr(std::min(line.find(": ") + 2, line.size()));
  }
  return out;
}

}  // namespace carillon::sandbox
