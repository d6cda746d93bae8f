#include "store/token_identity.hpp"

#include <algorithm>

namespace carillon::store {

namespace {

char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
}

char to_upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
}

bool is_hex(std::string_view text) noexcept {
  return text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

}  // namespace

bool is_same_device(const device_token& left, const device_token& right) noexcept {
  if (form_of(left.via) != address_form::hex_token || left.via != right.via) return false;
  return std::ranges::equal(left.token, right.token, {}, to_lower, to_lower) && is_hex(left.token);
}

std::string canonical_token(provider via, std::string_view token) {
  std::string out(token);
  if (form_of(via) == address_form::hex_token && is_hex(token))
    std::ranges::transform(out, out.begin(), to_lower);
  return out;
}

std::string canonical_url(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == url.npos) return std::string(url);
  const auto path = std::min(url.find_first_of("/?#", scheme + 3), url.size());
  // What stands before an @ is a name and a password, which have case.
  const auto user = url.substr(0, path).rfind('@');
  const auto host = user == url.npos || user < scheme ? scheme + 3 : user + 1;
  std::string out(url);
  std::transform(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(scheme), out.begin(), to_lower);
  const auto first = out.begin() + static_cast<std::ptrdiff_t>(host);
  std::transform(first, out.begin() + static_cast<std::ptrdiff_t>(path), first, to_lower);
  constexpr std::string_view usual_port = ":443";
  const auto authority = std::string_view(out).substr(host, path - host);
  if (out.starts_with("https:") && authority.ends_with(usual_port))
    out.erase(path - usual_port.size(), usual_port.size());
  return out;
}

std::optional<std::string> older_spelling(provider via, std::string_view canonical) {
  if (form_of(via) != address_form::hex_token || !is_hex(canonical)) return std::nullopt;
  std::string out(canonical);
  std::ranges::transform(out, out.begin(), to_upper);
  if (out == canonical) return std::nullopt;
  return out;
}

void keep_one_of_each(std::vector<device_token>& in_order_of_registration) {
  auto& all = in_order_of_registration;
  if (all.size() < 2) return;
  for (auto each = all.begin(); each != all.end();) {
    const bool is_outdated = std::any_of(
        each + 1, all.end(), [&](const device_token& later) { return is_same_device(*each, later); });
    each = is_outdated ? all.erase(each) : each + 1;
  }
}

}  // namespace carillon::store
