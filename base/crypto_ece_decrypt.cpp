// The reader's side, by OpenSSL's own ECDH and HKDF: what encrypt() does by hand is checked against it.
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <memory>

#include "base/crypto_ece.hpp"
#include "base/crypto_p256.hpp"
#include "base/digest.hpp"

namespace carillon::ece {
namespace {

constexpr std::size_t tag_size = 16;
constexpr std::size_t header_size = salt_size + 4 + 1;

template <class T, auto Free>
struct freed_by {
  void operator()(T* pointer) const noexcept { Free(pointer); }
};
template <class T, auto Free>
using owned = std::unique_ptr<T, freed_by<T, Free>>;

/// Empty on failure.
std::string agree(EVP_PKEY& own, EVP_PKEY& theirs) {
  const owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_pkey(nullptr, &own, nullptr));
  std::string agreed(scalar_size, '\0');
  auto length = agreed.size();
  const bool is_agreed =
      EVP_PKEY_derive_init(context.get()) == 1 && EVP_PKEY_derive_set_peer(context.get(), &theirs) == 1 &&
      EVP_PKEY_derive(context.get(), reinterpret_cast<unsigned char*>(agreed.data()), &length) == 1;
  return is_agreed && length == agreed.size() ? agreed : std::string();
}

std::string hkdf(std::string_view salt, std::string_view key, std::string_view info, std::size_t size) {
  const owned<EVP_KDF, EVP_KDF_free> algorithm(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  const owned<EVP_KDF_CTX, EVP_KDF_CTX_free> context(EVP_KDF_CTX_new(algorithm.get()));
  const auto bytes = [](const char* name, std::string_view text) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(text.data()), text.size());
  };
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                                   bytes(OSSL_KDF_PARAM_SALT, salt), bytes(OSSL_KDF_PARAM_KEY, key),
                                   bytes(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  std::string out(size, '\0');
  const bool is_derived = EVP_KDF_derive(context.get(), reinterpret_cast<unsigned char*>(out.data()),
                                         out.size(), parameters) == 1;
  if (!is_derived) throw unexpected_error({errc::internal, "HKDF failed"});
  return out;
}

result<std::string> open_record(std::string_view key, std::string_view nonce, std::string_view record) {
  const auto body = record.substr(0, record.size() - tag_size);
  std::string tag(record.substr(body.size()));
  std::string plain(body.size(), '\0');
  const owned<EVP_CIPHER, EVP_CIPHER_free> algorithm(EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr));
  const owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> context(EVP_CIPHER_CTX_new());
  auto* const out = reinterpret_cast<unsigned char*>(plain.data());
  int length = 0, rest = 0;
  const bool is_opened =
      EVP_DecryptInit_ex2(context.get(), algorithm.get(), as_bytes(key).data(), as_bytes(nonce).data(),
                          nullptr) == 1 &&
      EVP_DecryptUpdate(context.get(), out, &length, as_bytes(body).data(), static_cast<int>(body.size())) ==
          1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), out + length, &rest) == 1;
  if (!is_opened) return error(errc::corrupted, "the keys do not open it");
  const auto mark = plain.find_last_not_of('\0');
  if (mark == plain.npos || plain[mark] != '\2')
    return error(errc::corrupted, "it has no last record's mark");
  plain.resize(mark);
  return plain;
}

}  // namespace

key_pair generate() {
  const owned<EVP_PKEY, EVP_PKEY_free> key(EVP_EC_gen("P-256"));
  BIGNUM* number = nullptr;
  key_pair made{secret(), std::string(point_size, '\0')};
  std::size_t length = 0;
  const bool is_made = key && EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1 &&
                       EVP_PKEY_get_octet_string_param(key.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                                       reinterpret_cast<unsigned char*>(made.point.data()),
                                                       made.point.size(), &length) == 1;
  const owned<BIGNUM, BN_clear_free> scalar(number);
  std::string bytes(scalar_size, '\0');
  if (!is_made || length != point_size ||
      BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), scalar_size) < 0) {
    throw unexpected_error({errc::internal, "no key could be generated"});
  }
  made.scalar = secret(std::move(bytes));
  return made;
}

result<std::string> decrypt(const key_pair& own, std::string_view auth, std::string_view message) {
  const auto malformed = [](const char* what) { return error(errc::invalid_argument, what); };
  if (message.size() < header_size + point_size + 1 + tag_size) return malformed("it is too short");
  const auto salt = message.substr(0, salt_size);
  std::uint32_t record_size = 0;
  for (const char c : message.substr(salt_size, 4))
    record_size = record_size << 8 | static_cast<unsigned char>(c);
  if (static_cast<unsigned char>(message[salt_size + 4]) != point_size)
    return malformed("its key id is no public key");
  const auto theirs = message.substr(header_size, point_size);
  const auto record = message.substr(header_size + point_size);
  if (record.size() > record_size) return malformed("it has more than one record");
  const auto own_key = make_p256_key({own.point, own.scalar.reveal()});
  const auto their_key = make_p256_key({theirs, {}});
  const auto agreed = own_key && their_key ? agree(*own_key, *their_key) : std::string();
  ERR_clear_error();
  if (agreed.empty()) return malformed("its key id is no public key on P-256");
  const auto input =
      hkdf(auth, agreed, std::string("WebPush: info\0", 14) + own.point + std::string(theirs), 32);
  const auto key = hkdf(salt, input, std::string("Content-Encoding: aes128gcm\0", 28), 16);
  const auto nonce = hkdf(salt, input, std::string("Content-Encoding: nonce\0", 24), 12);
  auto opened = open_record(key, nonce, record);
  ERR_clear_error();
  return opened;
}

}  // namespace carillon::ece
