#include "providers/fcm/config.hpp"

#include <array>

#include "providers/stored_text.hpp"

namespace carillon::providers::fcm {

result<config> parse_config(const json& stored) {
  std::array<std::string, 5> texts;
  constexpr auto names = std::to_array<const char*>(
      {"private_key", "project_id", "client_email", "private_key_id", "token_uri"});
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto text = stored_text(stored, names[i]);
    if (!text) return text.error();
    texts[i] = std::move(*text);
  }
  auto key = signing_key::from_pem(secret(std::move(texts[0])), key_kind::rsa);
  if (!key)
    return error(errc::invalid_argument, "Param 'private_key' should be an RSA private key in PEM form");
  return config{.project_id = std::move(texts[1]),
                .client_email = std::move(texts[2]),
                .private_key_id = std::move(texts[3]),
                .token_uri = std::move(texts[4]),
                .key = std::move(*key)};
}

}  // namespace carillon::providers::fcm
