#include "sandbox/mail/mail_text.hpp"

#include <algorithm>

namespace carillon::sandbox {
namespace {

bool is_address_character(char c) noexcept {
  return c > ' ' && c <= '~' && std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
}

bool is_host(std::string_view text) noexcept {
  const bool is_bare = std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
  });
  return is_bare && text.size() >= 3 && text.find('.') != std::string_view::npos && text.front() != '.' &&
         text.back() != '.' && text.find("..") == std::string_view::npos;
}

}  // namespace

std::string address_in(std::string_view value) {
  if (value.ends_with('>')) {
    const auto open = value.rfind('<');
    if (open == std::string_view::npos) return {};
    value = value.substr(open + 1, value.size() - open - 2);
  }
  const auto at = value.find('@');
  const bool is_address = at != std::string_view::npos && at > 0 && value.rfind('@') == at &&
                          std::ranges::all_of(value, is_address_character) && is_host(value.substr(at + 1));
  return is_address ? std::string(value) : std::string();
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return out;
}

bool is_one_line(std::string_view text) noexcept {
  return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

}  // namespace carillon::sandbox
