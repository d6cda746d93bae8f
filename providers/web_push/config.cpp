#include "providers/web_push/config.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "providers/stored_text.hpp"

namespace carillon::providers::web_push {
namespace {

/// For projects that name none: Apple refuses tokens without a contact.
constexpr std::string_view nobody = "mailto:web-push@example.org";

bool is_public_host(std::string_view host) noexcept {
  const auto is_plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
  };
  return host.find('.') != host.npos && !host.starts_with('.') && !host.ends_with('.') &&
         !host.ends_with(".local") && !host.ends_with(".localhost") && std::ranges::all_of(host, is_plain);
}

}  // namespace

std::string bytes_of_key(std::string_view text) {
  std::string plain(text.substr(0, text.find_last_not_of('=') + 1));
  std::ranges::replace(plain, '+', '-');
  std::ranges::replace(plain, '/', '_');
  auto bytes = base64url_decode(plain);
  return bytes ? std::move(*bytes) : std::string();
}

bool is_contact(std::string_view text) noexcept {
  constexpr std::string_view mail = "mailto:", site = "https://";
  const bool is_visible = std::ranges::all_of(
      text, [](char c) { return c > ' ' && c < 0x7f && c != '<' && c != '>' && c != '"' && c != '\\'; });
  if (!is_visible || text.size() > 255) return false;
  if (text.starts_with(site)) {
    const auto host = text.substr(site.size());
    return is_public_host(host.substr(0, host.find_first_of("/?#")));
  }
  if (!text.starts_with(mail)) return false;
  const auto at = text.find('@');
  return at != text.npos && at > mail.size() && is_public_host(text.substr(at + 1));
}

result<config> parse_config(const json& stored) {
  const auto public_key = stored_text(stored, "public_key");
  if (!public_key) return public_key.error();
  const auto private_key = stored_text(stored, "private_key");
  if (!private_key) return private_key.error();
  const auto point = bytes_of_key(*public_key);
  const secret scalar(bytes_of_key(*private_key));
  auto key = signing_key::from_p256({point, scalar.reveal()});
  if (!key) {
    return error(errc::invalid_argument,
                 "Params 'public_key' and 'private_key' should be a pair of VAPID keys");
  }
  auto contact = text_of(stored, "contact");
  if (!is_contact(contact)) contact = nobody;
  return config{.public_key = base64url_encode(point), .contact = std::move(contact), .key = std::move(*key)};
}

}  // namespace carillon::providers::web_push
