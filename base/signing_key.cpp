#include "base/signing_key.hpp"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <optional>

namespace carillon {
namespace {

template <class T, auto Free>
struct freed_by {
  void operator()(T* pointer) const noexcept { Free(pointer); }
};
template <class T, auto Free>
using owned = std::unique_ptr<T, freed_by<T, Free>>;

using key_pointer = std::shared_ptr<EVP_PKEY>;
using bio_pointer = owned<BIO, BIO_free_all>;
using signature_pointer = owned<ECDSA_SIG, ECDSA_SIG_free>;
/// OpenSSL's bytes, cleared when they go.
struct cleared {
  long size = 0;
  void operator()(unsigned char* bytes) const noexcept {
    OPENSSL_clear_free(bytes, static_cast<std::size_t>(size));
  }
};
using owned_bytes = std::unique_ptr<unsigned char, cleared>;
using digest_context = owned<EVP_MD_CTX, EVP_MD_CTX_free>;

constexpr int coordinate_length = 32;
constexpr int least_rsa_bits = 2048;
/// A signature costs the cube of the size: longer keys are an attack, or a mistake.
constexpr int most_rsa_bits = 8192;

key_pointer adopt(EVP_PKEY* key) {
  return {key, EVP_PKEY_free};
}

/// Reads nothing where the text is empty: OpenSSL makes no reader of a null pointer.
bio_pointer reader_of(std::string_view text) {
  const auto* const from = text.empty() ? "" : text.data();
  return bio_pointer(BIO_new_mem_buf(from, static_cast<int>(text.size())));
}

/// Refuses to decrypt: without it OpenSSL would ask for a passphrase on the terminal.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

bool is_of_kind(const EVP_PKEY& key, key_kind kind) {
  if (kind == key_kind::rsa) {
    const auto bits = EVP_PKEY_get_bits(&key);
    return EVP_PKEY_is_a(&key, "RSA") && bits >= least_rsa_bits && bits <= most_rsa_bits;
  }
  char group[32] = {};
  return EVP_PKEY_is_a(&key, "EC") &&
         EVP_PKEY_get_utf8_string_param(&key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, nullptr) ==
             1 &&
         std::string_view(group) == "prime256v1";
}

error not_this_kind(key_kind kind, std::string_view because,
                    boost::source_location where = BOOST_CURRENT_LOCATION) {
  std::string text =
      kind == key_kind::p256 ? "not an EC key on P-256 in PEM" : "not an RSA key of 2048 bits or more in PEM";
  if (!because.empty()) text.append(": ").append(because);
  return {errc::invalid_argument, std::move(text), where};
}

/// One block of PEM, and nothing else: its name and what it holds. The buffer is cleared when it goes.
struct pem_block {
  std::string name, header;
  owned_bytes content;
  long size = 0;
};

std::optional<pem_block> read_pem(BIO& from) {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* content = nullptr;
  long size = 0;
  if (PEM_read_bio(&from, &name, &header, &content, &size) != 1) return std::nullopt;
  pem_block block{name, header, owned_bytes(content, {size}), size};
  OPENSSL_free(name);
  OPENSSL_free(header);
  return block;
}

/// PKCS #8, not encrypted, to its last byte.
key_pointer decode_private(const pem_block& block) {
  const auto* at = static_cast<const unsigned char*>(block.content.get());
  const owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info(
      d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, block.size));
  const bool is_whole = info && at == block.content.get() + block.size;
  return is_whole ? adopt(EVP_PKCS82PKEY(info.get())) : nullptr;
}

key_pointer read_private(std::string_view pem) {
  const auto reader = reader_of(pem);
  const auto block = read_pem(*reader);
  return block && block->name == "PRIVATE KEY" && block->header.empty() ? decode_private(*block) : nullptr;
}

std::string_view kind_name(const EVP_PKEY& key) {
  if (EVP_PKEY_is_a(&key, "RSA")) return "it is an RSA key";
  return EVP_PKEY_is_a(&key, "EC") ? "it is an EC key" : "it is a key of another kind";
}

/// Why a private key cannot be used; for people, and without a byte of it.
std::string_view why_not(std::string_view pem, key_kind kind) {
  const auto reader = reader_of(pem);
  const auto block = read_pem(*reader);
  if (!block) return "there is no PEM that can be read";
  if (block->name == "ENCRYPTED PRIVATE KEY" || !block->header.empty()) return "it is encrypted";
  if (block->name == "PUBLIC KEY") return "it is a public key, not the private one";
  if (block->name == "CERTIFICATE") return "it is a certificate, not a private key";
  if (block->name != "PRIVATE KEY") return "it is no PKCS #8 (-----BEGIN PRIVATE KEY-----)";
  const auto key = decode_private(*block);
  if (!key) return "what the PEM holds is no key";
  const bool is_wanted_kind = EVP_PKEY_is_a(key.get(), kind == key_kind::rsa ? "RSA" : "EC") == 1;
  if (!is_wanted_kind) return kind_name(*key);
  if (!is_of_kind(*key, kind))
    return kind == key_kind::rsa ? "it has another size" : "it is on another curve";
  return "its halves do not belong together";
}

key_pointer read_public(std::string_view pem) {
  if (pem.find("-----BEGIN CERTIFICATE-----") != std::string_view::npos) {
    const owned<X509, X509_free> certificate(
        PEM_read_bio_X509(reader_of(pem).get(), nullptr, no_passphrase, nullptr));
    return certificate ? adopt(X509_get_pubkey(certificate.get())) : nullptr;
  }
  if (pem.find("-----BEGIN PUBLIC KEY-----") == std::string_view::npos) return read_private(pem);
  return adopt(PEM_read_bio_PUBKEY(reader_of(pem).get(), nullptr, no_passphrase, nullptr));
}

/// ASN.1 to the R‖S of RFC 7518 3.4.
std::string raw_from_der(std::string_view der) {
  const auto* cursor = reinterpret_cast<const unsigned char*>(der.data());
  const signature_pointer pair(d2i_ECDSA_SIG(nullptr, &cursor, static_cast<long>(der.size())));
  std::string raw(2 * coordinate_length, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(raw.data());
  if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out, coordinate_length) < 0 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out + coordinate_length, coordinate_length) < 0) {
    throw unexpected_error({errc::internal, "an ECDSA signature has an unexpected form"});
  }
  return raw;
}

/// The way back; empty when `raw` has another length.
std::string der_from_raw(std::string_view raw) {
  if (raw.size() != 2 * coordinate_length) return {};
  const auto* const bytes = reinterpret_cast<const unsigned char*>(raw.data());
  const signature_pointer pair(ECDSA_SIG_new());
  BIGNUM* const r = BN_bin2bn(bytes, coordinate_length, nullptr);
  BIGNUM* const s = BN_bin2bn(bytes + coordinate_length, coordinate_length, nullptr);
  if (!pair || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return {};
  }
  std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(pair.get(), nullptr)), '\0');
  auto* out = reinterpret_cast<unsigned char*>(der.data());
  i2d_ECDSA_SIG(pair.get(), &out);
  return der;
}

/// The signature as OpenSSL makes it; nothing when the key's parts do not work.
std::optional<std::string> try_sign(EVP_PKEY& key, std::string_view data) {
  const digest_context context(EVP_MD_CTX_new());
  const auto* const bytes = reinterpret_cast<const unsigned char*>(data.data());
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(&key)), '\0');
  auto length = signature.size();
  if (EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, &key, nullptr) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length, bytes,
                     data.size()) != 1) {
    return std::nullopt;
  }
  signature.resize(length);
  return signature;
}

bool is_signature_of(EVP_PKEY& key, std::string_view data, std::string_view der) {
  const digest_context context(EVP_MD_CTX_new());
  const auto as_bytes = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  return EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, &key, nullptr) == 1 &&
         EVP_DigestVerify(context.get(), as_bytes(der), der.size(), as_bytes(data), data.size()) == 1;
}

/// OpenSSL takes a PEM whose private half is damaged, or belongs to another public one: a provider would
/// refuse every signature of it.
bool is_pair(EVP_PKEY& key) {
  constexpr std::string_view probe = "do the halves belong together?";
  const auto signature = try_sign(key, probe);
  return signature && is_signature_of(key, probe, *signature);
}

std::string text_of(BIO& memory) {
  char* start = nullptr;
  const auto length = BIO_get_mem_data(&memory, &start);
  return {start, static_cast<std::size_t>(length)};
}

}  // namespace

result<signing_key> signing_key::from_pem(const secret& pem, key_kind kind) {
  auto key = read_private(pem.reveal());
  const bool is_good = key && is_of_kind(*key, kind) && is_pair(*key);
  ERR_clear_error();
  if (!is_good) {
    const auto because = why_not(pem.reveal(), kind);
    ERR_clear_error();
    return not_this_kind(kind, because);
  }
  return signing_key(std::move(key), kind);
}

result<signing_key> signing_key::from_p256(const p256_pair& pair) {
  auto key = is_p256_pair(pair) ? make_p256_key(pair) : nullptr;
  if (!key) return error(errc::invalid_argument, "not a pair of keys on P-256");
  return signing_key(std::move(key), key_kind::p256);
}

signing_key signing_key::generate(key_kind kind) {
  auto key = adopt(kind == key_kind::p256 ? EVP_EC_gen("P-256") : EVP_RSA_gen(least_rsa_bits));
  if (!key) throw unexpected_error({errc::internal, "no key could be generated"});
  return {std::move(key), kind};
}

std::string signing_key::sign(std::string_view data) const {
  auto signature = try_sign(*key_, data);
  if (!signature) throw unexpected_error({errc::internal, "signing failed"});
  return kind_ == key_kind::p256 ? raw_from_der(*signature) : std::move(*signature);
}

secret signing_key::private_pem() const {
  const bio_pointer memory(BIO_new(BIO_s_secmem()));
  if (PEM_write_bio_PKCS8PrivateKey(memory.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    throw unexpected_error({errc::internal, "a private key could not be written"});
  }
  return secret(text_of(*memory));
}

std::string signing_key::public_pem() const {
  const bio_pointer memory(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PUBKEY(memory.get(), key_.get()) != 1) {
    throw unexpected_error({errc::internal, "a public key could not be written"});
  }
  return text_of(*memory);
}

result<verifying_key> verifying_key::from_pem(std::string_view pem, key_kind kind) {
  auto key = read_public(pem);
  ERR_clear_error();
  if (!key || !is_of_kind(*key, kind)) return not_this_kind(kind, "");
  return verifying_key(std::move(key), kind);
}

result<verifying_key> verifying_key::from_p256_point(std::string_view point) {
  auto key = make_p256_key({point, {}});
  if (!key) return error(errc::invalid_argument, "not a public key on P-256");
  return verifying_key(std::move(key), key_kind::p256);
}

bool verifying_key::verify(std::string_view data, std::string_view signature) const noexcept {
  const auto der = kind_ == key_kind::p256 ? der_from_raw(signature) : std::string(signature);
  const bool is_good = !der.empty() && is_signature_of(*key_, data, der);
  ERR_clear_error();
  return is_good;
}

}  // namespace carillon
