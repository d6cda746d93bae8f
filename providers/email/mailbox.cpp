#include "providers/email/mailbox.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/utf8.hpp"
#include "providers/email/header_text.hpp"
#include "providers/email/mail_domain.hpp"

namespace carillon::providers::email {
namespace {

constexpr std::size_t longest_local = 64;     // RFC 5321 4.5.3.1.1
constexpr std::size_t longest_address = 254;  // 4.5.3.1.3: a path of 256 has brackets

/// Of what is not ASCII.
bool is_space(char32_t c) noexcept {
  return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200d) || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

bool is_atom_character(char32_t c) noexcept {
  const bool is_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (is_word) return true;
  if (c < 0x80)
    return std::string_view("!#$%&'*+/=?^_`{|}~-").find(static_cast<char>(c)) != std::string_view::npos;
  return c != replacement_character && !is_invisible(c) && !is_space(c);
}

bool is_dot_atom(std::string_view text) noexcept {
  bool was_dot = true;  // none may come first
  while (!text.empty()) {
    const auto c = take_code_point(text);
    if (c == '.' ? was_dot : !is_atom_character(c)) return false;
    was_dot = c == '.';
  }
  return !was_dot;
}

}  // namespace

std::string mailbox::folded() const {
  auto out = text();
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return out;
}

result<mailbox> parse_mailbox(std::string_view text) {
  const auto at = text.rfind('@');
  const bool has_parts = at != std::string_view::npos && at > 0 && at <= longest_local;
  if (!has_parts || !is_valid_utf8(text) || !is_dot_atom(text.substr(0, at)))
    return error(errc::invalid_argument, "the e-mail address has no local part that can be sent to");
  auto domain = to_mail_domain(text.substr(at + 1));
  if (!domain) return domain.error();
  mailbox made{.local = std::string(text.substr(0, at)), .domain = std::move(*domain)};
  if (made.local.size() + 1 + made.domain.size() > longest_address)
    return error(errc::invalid_argument, "the e-mail address is longer than 254 bytes");
  made.needs_utf8 =
      !std::ranges::all_of(made.local, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return made;
}

}  // namespace carillon::providers::email
