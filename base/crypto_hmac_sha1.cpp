#include "base/crypto_hmac_sha1.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>

namespace carillon {

std::string hmac_sha1(std::string_view key, std::string_view text) {
  std::array<unsigned char, 20> out{};
  std::size_t size = 0;
  // An empty key has to be a pointer all the same.
  const auto* const made = EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA1", nullptr, key.empty() ? "" : key.data(),
                                     key.size(), reinterpret_cast<const unsigned char*>(text.data()),
                                     text.size(), out.data(), out.size(), &size);
  if (made == nullptr || size != out.size()) std::abort();  // without memory, or an OpenSSL without SHA-1
  return {reinterpret_cast<const char*>(out.data()), out.size()};
}

}  // namespace carillon
