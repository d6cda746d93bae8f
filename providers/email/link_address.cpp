#include "providers/email/link_address.hpp"

#include <algorithm>
#include <array>

#include "providers/email/mail_domain.hpp"

namespace carillon::providers::email {
namespace {

constexpr std::size_t longest_address = 2048;
constexpr std::string_view hex = "0123456789ABCDEF";

bool is_ascii_word(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return out;
}

/// RFC 3986 2.2, 2.3; "%" is what was encoded already.
bool is_of_url(char c) noexcept {
  return is_ascii_word(c) || std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

void append_encoded(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (is_of_url(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.append(1, '%').append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
    }
  }
}

/// "example.com", "[::1]", "localhost", each with or without a port.
std::optional<std::string> authority(std::string_view given) {
  const auto colon = given.ends_with(']') ? std::string_view::npos : given.rfind(':');
  const auto host = given.substr(0, colon);
  const auto port = colon == std::string_view::npos ? std::string_view() : given.substr(colon);
  const bool is_port =
      std::ranges::all_of(port.substr(port.empty() ? 0 : 1), [](char c) { return c >= '0' && c <= '9'; });
  if (host.empty() || !is_port) return std::nullopt;
  const bool is_plain =
      std::ranges::all_of(host, [](char c) { return is_ascii_word(c) || c == '-' || c == '.' || c == '_'; });
  const bool is_literal =
      host.starts_with('[') && host.ends_with(']') && std::ranges::all_of(host, [](char c) {
        return is_ascii_word(c) || std::string_view("[]:.").find(c) != std::string_view::npos;
      });
  if (is_plain || is_literal) return lower(host).append(port);
  auto encoded = to_mail_domain(host);
  if (!encoded) return std::nullopt;
  return encoded->append(port);
}

std::string_view trimmed(std::string_view text) noexcept {
  const auto is_white = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!text.empty() && is_white(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_white(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<std::string> web_address(std::string scheme, std::string_view rest) {
  if (!rest.starts_with("//")) return std::nullopt;
  rest.remove_prefix(2);
  const auto end = std::min(rest.find_first_of("/?#\\"), rest.size());
  const auto host = authority(rest.substr(0, end));
  if (!host) return std::nullopt;
  auto out = scheme.append("://").append(*host);
  append_encoded(out, rest.substr(end));
  return out;
}

}  // namespace

std::optional<std::string> link_address(std::string_view address) {
  address = trimmed(address);
  if (address.size() > longest_address) return std::nullopt;
  const auto colon = address.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto scheme = lower(address.substr(0, colon));
  const auto rest = address.substr(colon + 1);
  std::optional<std::string> out;
  if (scheme == "http" || scheme == "https") {
    out = web_address(std::move(scheme), rest);
  } else if ((scheme == "mailto" || scheme == "tel") && !rest.empty()) {
    out = std::move(scheme);
    append_encoded(*out += ':', rest);
  }
  return out && out->size() <= longest_address ? out : std::nullopt;
}

std::optional<std::string> image_address(std::string_view address) {
  auto out = link_address(address);
  return out && out->starts_with("https:") ? out : std::nullopt;
}

std::string_view host_of(std::string_view address) noexcept {
  const auto start = address.find("://");
  if (start == std::string_view::npos) return {};
  const auto rest = address.substr(start + 3);
  return rest.substr(0, rest.find_first_of("/?#:"));
}

std::size_t length_of_url(std::string_view text) noexcept {
  const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  if (scheme == 0 || text.size() == scheme ||
      !(is_ascii_word(text[scheme]) || static_cast<unsigned char>(text[scheme]) >= 0x80))
    return 0;
  std::size_t end = scheme;
  std::ptrdiff_t open = 0;  // parentheses: "(see https://x.example/a_(b))"
  while (end < text.size() && static_cast<unsigned char>(text[end]) > ' ' &&
         std::string_view("<>\"").find(text[end]) == std::string_view::npos) {
    if (text[end] == '(') ++open;
    if (text[end] == ')' && --open < 0) break;
    ++end;
  }
  while (end > scheme && std::string_view(".,;:!?'*").find(text[end - 1]) != std::string_view::npos) --end;
  return end;
}

}  // namespace carillon::providers::email
