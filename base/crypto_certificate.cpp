#include "base/crypto_certificate.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace carillon {
namespace {

constexpr int least_bits = 2048;

template <auto Free>
struct freed_by {
  void operator()(auto* pointer) const noexcept { Free(pointer); }
};

/// Without it OpenSSL would ask for a passphrase on the terminal.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

bool is_valid_at(const X509& certificate, timestamp when) noexcept {
  auto seconds = static_cast<time_t>(to_unix_ms(when) / 1000);
  return X509_cmp_time(X509_get0_notBefore(&certificate), &seconds) < 0 &&
         X509_cmp_time(X509_get0_notAfter(&certificate), &seconds) > 0;
}

}  // namespace

result<rsa_certificate> rsa_certificate::from_pem(std::string_view pem) {
  const std::unique_ptr<BIO, freed_by<BIO_free_all>> reader(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  std::shared_ptr<X509> certificate(PEM_read_bio_X509(reader.get(), nullptr, no_passphrase, nullptr),
                                    X509_free);
  const EVP_PKEY* const key = certificate ? X509_get0_pubkey(certificate.get()) : nullptr;
  ERR_clear_error();
  if (key == nullptr || !EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_get_bits(key) < least_bits)
    return error(errc::invalid_argument, "not a certificate with an RSA key of 2048 bits or more in PEM");
  return rsa_certificate(std::move(certificate));
}

bool rsa_certificate::verify(std::string_view data, std::string_view signature, signature_digest digest,
                             timestamp when) const noexcept {
  if (!is_valid_at(*certificate_, when)) return false;
  const std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  const char* const name = digest == signature_digest::sha1 ? "SHA1" : "SHA256";
  const auto* const bytes = reinterpret_cast<const unsigned char*>(data.data());
  const auto* const signed_bytes = reinterpret_cast<const unsigned char*>(signature.data());
  const bool is_good =
      EVP_DigestVerifyInit_ex(context.get(), nullptr, name, nullptr, nullptr,
                              X509_get0_pubkey(certificate_.get()), nullptr) == 1 &&
      EVP_DigestVerify(context.get(), signed_bytes, signature.size(), bytes, data.size()) == 1;
  ERR_clear_error();
  return is_good;
}

}  // namespace carillon
