#include "base/digest.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstdlib>
#include <memory>

namespace carillon {
namespace {

template <class T, void (*Free)(T*)>
struct freed_by {
  void operator()(T* pointer) const noexcept { Free(pointer); }
};
using digest_context = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX, EVP_MD_CTX_free>>;
using mac_context = std::unique_ptr<EVP_MAC_CTX, freed_by<EVP_MAC_CTX, EVP_MAC_CTX_free>>;

/// OpenSSL without SHA-256 or without memory: nothing of ours can go on, and no caller could do better.
void require(bool is_fine) noexcept {
  if (!is_fine) std::abort();
}

/// Fetched once, kept for the life of the process.
const EVP_MD* sha256_algorithm() noexcept {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  require(algorithm != nullptr);
  return algorithm;
}

EVP_MD_CTX* sha256_context() noexcept {
  thread_local const digest_context context(EVP_MD_CTX_new());
  require(context != nullptr);
  return context.get();
}

mac_context make_hmac_context() noexcept {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  require(algorithm != nullptr);
  mac_context context(EVP_MAC_CTX_new(algorithm));
  require(context != nullptr);
  char digest_name[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
                                   OSSL_PARAM_construct_end()};
  require(EVP_MAC_CTX_set_params(context.get(), parameters) == 1);
  return context;
}

}  // namespace

digest256 sha256(std::initializer_list<std::string_view> parts) noexcept {
  auto* const context = sha256_context();
  require(EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr) == 1);
  for (const auto part : parts) require(EVP_DigestUpdate(context, part.data(), part.size()) == 1);
  digest256 out;
  require(EVP_DigestFinal_ex(context, out.data(), nullptr) == 1);
  return out;
}

digest256 hmac_sha256(std::string_view key, std::initializer_list<std::string_view> parts) noexcept {
  thread_local const mac_context context = make_hmac_context();
  // A null key would mean "the previous one again": an empty key has to be a pointer all the same.
  const auto* const key_bytes = reinterpret_cast<const unsigned char*>(key.empty() ? "" : key.data());
  require(EVP_MAC_init(context.get(), key_bytes, key.size(), nullptr) == 1);
  for (const auto part : parts) {
    require(EVP_MAC_update(context.get(), as_bytes(part).data(), part.size()) == 1);
  }
  digest256 out;
  std::size_t length = 0;
  require(EVP_MAC_final(context.get(), out.data(), &length, out.size()) == 1 && length == out.size());
  return out;
}

void random_bytes(std::span<std::uint8_t> out) noexcept {
  require(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1);
}

std::string random_string(std::size_t bytes) {
  std::string out(bytes, '\0');
  random_bytes({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  return out;
}

bool constant_time_equal(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace carillon
