#include "base/seal.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>

#include "base/digest.hpp"

namespace carillon {
namespace {

constexpr std::size_t key_length = 32;
constexpr std::size_t nonce_length = 12;
constexpr std::size_t tag_length = 16;

struct context_deleter {
  void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};

/// Fetched once, kept for the life of the process.
const EVP_CIPHER* aes_256_gcm() noexcept {
  static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return algorithm;
}

/// This thread's context, emptied again (the key schedule with it) when the operation is over.
class cipher {
 public:
  cipher() : context_(kept()) {}
  cipher(const cipher&) = delete;
  cipher& operator=(const cipher&) = delete;
  ~cipher() { EVP_CIPHER_CTX_reset(context_); }
  EVP_CIPHER_CTX* get() const noexcept { return context_; }

 private:
  static EVP_CIPHER_CTX* kept() noexcept {
    thread_local const std::unique_ptr<EVP_CIPHER_CTX, context_deleter> context(EVP_CIPHER_CTX_new());
    return context.get();
  }
  EVP_CIPHER_CTX* context_;
};

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) noexcept {
  return reinterpret_cast<unsigned char*>(text.data());
}

/// OpenSSL counts in int; what we seal is far below.
int length_of(std::string_view text) noexcept {
  return static_cast<int>(text.size());
}

}  // namespace

std::string seal(const secret& key, std::string_view plaintext, std::string_view associated_data) {
  if (key.size() != key_length) throw unexpected_error({errc::internal, "a sealing key has not 32 bytes"});
  std::string sealed = random_string(nonce_length);
  sealed.resize(nonce_length + plaintext.size() + tag_length);
  auto* const nonce = bytes_of(sealed);
  auto* const ciphertext = nonce + nonce_length;
  auto* const tag = ciphertext + plaintext.size();
  const cipher with;
  int written = 0;
  const bool is_sealed =
      EVP_EncryptInit_ex2(with.get(), aes_256_gcm(), bytes_of(key.reveal()), nonce, nullptr) == 1 &&
      EVP_EncryptUpdate(with.get(), nullptr, &written, bytes_of(associated_data),
                        length_of(associated_data)) == 1 &&
      EVP_EncryptUpdate(with.get(), ciphertext, &written, bytes_of(plaintext), length_of(plaintext)) == 1 &&
      EVP_EncryptFinal_ex(with.get(), tag, &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(with.get(), EVP_CTRL_AEAD_GET_TAG, tag_length, tag) == 1;
  if (!is_sealed) throw unexpected_error({errc::internal, "AES-256-GCM failed to seal"});
  return sealed;
}

result<secret> unseal(const secret& key, std::string_view sealed, std::string_view associated_data) {
  if (key.size() != key_length) return error(errc::corrupted, "a sealing key has not 32 bytes");
  if (sealed.size() < nonce_length + tag_length) return error(errc::corrupted, "a sealed value is too short");
  const auto nonce = sealed.substr(0, nonce_length);
  const auto ciphertext = sealed.substr(nonce_length, sealed.size() - nonce_length - tag_length);
  std::string tag(sealed.substr(sealed.size() - tag_length));
  std::string plaintext(ciphertext.size(), '\0');
  const cipher with;
  int written = 0;
  const bool is_open =
      EVP_DecryptInit_ex2(with.get(), aes_256_gcm(), bytes_of(key.reveal()), bytes_of(nonce), nullptr) == 1 &&
      EVP_DecryptUpdate(with.get(), nullptr, &written, bytes_of(associated_data),
                        length_of(associated_data)) == 1 &&
      EVP_DecryptUpdate(with.get(), bytes_of(plaintext), &written, bytes_of(ciphertext),
                        length_of(ciphertext)) == 1 &&
      EVP_CIPHER_CTX_ctrl(with.get(), EVP_CTRL_AEAD_SET_TAG, tag_length, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(with.get(), bytes_of(tag), &written) == 1;
  secret opened(std::move(plaintext));  // wiped even when the tag does not hold
  if (!is_open) {
    ERR_clear_error();
    return error(errc::corrupted, "a sealed value does not open with this key and identity");
  }
  return opened;
}

}  // namespace carillon
