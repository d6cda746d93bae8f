#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>

#include <array>
#include <cstdlib>
#include <memory>

#include "base/crypto_ece.hpp"
#include "base/digest.hpp"

namespace carillon::ece {
namespace {

constexpr std::size_t key_size = 16;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr std::uint32_t record_size = 4096;
constexpr std::string_view info_start{"WebPush: info\0", 14};
constexpr std::string_view key_info{"Content-Encoding: aes128gcm\0", 28};
constexpr std::string_view nonce_info{"Content-Encoding: nonce\0", 24};
constexpr std::string_view first_block{"\1", 1};  // HKDF's counter: no output of ours needs a second block

template <class T, auto Free>
struct freed_by {
  void operator()(T* pointer) const noexcept { Free(pointer); }
};
template <class T, auto Free>
using owned = std::unique_ptr<T, freed_by<T, Free>>;

void require(bool is_fine) noexcept {
  if (!is_fine) std::abort();  // memory or randomness is out: nobody could do better
}

const EC_GROUP* p256() noexcept {
  static const EC_GROUP* const group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  require(group != nullptr);
  return group;
}

/// What arithmetic on the curve needs, kept by its thread.
struct workshop {
  owned<BN_CTX, BN_CTX_free> numbers{BN_CTX_secure_new()};
  owned<BIGNUM, BN_clear_free> scalar{BN_secure_new()};
  owned<BIGNUM, BN_clear_free> coordinate{BN_secure_new()};
  owned<EC_POINT, EC_POINT_clear_free> theirs{EC_POINT_new(p256())};
  owned<EC_POINT, EC_POINT_clear_free> ours{EC_POINT_new(p256())};
  owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> cipher{EVP_CIPHER_CTX_new()};

  workshop() { require(numbers && scalar && coordinate && theirs && ours && cipher); }
};
workshop& this_threads() {
  thread_local workshop mine;
  return mine;
}

/// Any 32 bytes that must not stay in memory.
struct wiped : std::array<unsigned char, 32> {
  ~wiped() { OPENSSL_cleanse(data(), size()); }
  std::string_view text() const noexcept { return as_text(*this); }
};
wiped mac(std::string_view key, std::initializer_list<std::string_view> parts) {
  return {hmac_sha256(key, parts)};
}

void choose_scalar(workshop& with, const std::optional<chosen>& given) {
  BIGNUM* const scalar = with.scalar.get();
  BN_set_flags(scalar, BN_FLG_CONSTTIME);
  if (given) {
    const auto bytes = as_bytes(given->scalar);
    require(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), scalar) != nullptr);
    return;
  }
  do {
    require(BN_priv_rand_range_ex(scalar, EC_GROUP_get0_order(p256()), 0, with.numbers.get()) == 1);
  } while (BN_is_zero(scalar));
}

/// The x of scalar · theirs: RFC 8291 3.1's ecdh_secret. The curve has no small subgroup, so that a point on
/// it is a good one.
wiped agree(workshop& with) {
  auto& [numbers, scalar, x, theirs, ours, cipher] = with;
  wiped secret_bytes{};
  require(EC_POINT_mul(p256(), ours.get(), nullptr, theirs.get(), scalar.get(), numbers.get()) == 1 &&
          EC_POINT_get_affine_coordinates(p256(), ours.get(), x.get(), nullptr, numbers.get()) == 1 &&
          BN_bn2binpad(x.get(), secret_bytes.data(), static_cast<int>(secret_bytes.size())) > 0);
  BN_clear(x.get());
  return secret_bytes;
}

std::array<unsigned char, point_size> public_half(workshop& with) {
  std::array<unsigned char, point_size> written{};
  require(EC_POINT_mul(p256(), with.ours.get(), with.scalar.get(), nullptr, nullptr, with.numbers.get()) ==
              1 &&
          EC_POINT_point2oct(p256(), with.ours.get(), POINT_CONVERSION_UNCOMPRESSED, written.data(),
                             written.size(), with.numbers.get()) == written.size());
  return written;
}

/// One AES-128-GCM record: ciphertext and tag behind what is in `out`.
void seal_record(workshop& with, std::string_view key, std::string_view nonce, std::string_view plaintext,
                 std::string& out) {
  static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr);
  require(algorithm != nullptr);
  EVP_CIPHER_CTX* const context = with.cipher.get();
  const std::size_t start = out.size();
  out.resize(start + plaintext.size() + 1 + tag_size);
  auto* at = reinterpret_cast<unsigned char*>(out.data() + start);
  constexpr unsigned char last_record = 2;
  int written = 0;
  require(EVP_EncryptInit_ex2(context, algorithm, as_bytes(key).data(), as_bytes(nonce).data(), nullptr) ==
          1);
  if (!plaintext.empty()) {
    require(EVP_EncryptUpdate(context, at, &written, as_bytes(plaintext).data(),
                              static_cast<int>(plaintext.size())) == 1);
    at += written;
  }
  require(EVP_EncryptUpdate(context, at, &written, &last_record, 1) == 1);
  at += written;
  require(EVP_EncryptFinal_ex(context, at, &written) == 1 &&
          EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_size, at) == 1);
}

}  // namespace

result<void> encrypt(const reader& to, std::string_view plaintext, std::string& out,
                     const std::optional<chosen>& instead_of_random) {
  if (to.auth.size() != auth_size) return error(errc::invalid_argument, "its auth has not 16 bytes");
  workshop& with = this_threads();
  const auto point = as_bytes(to.point);
  const bool is_point =
      point.size() == point_size && point.front() == POINT_CONVERSION_UNCOMPRESSED &&
      EC_POINT_oct2point(p256(), with.theirs.get(), point.data(), point.size(), with.numbers.get()) == 1;
  if (!is_point) {
    ERR_clear_error();
    return error(errc::invalid_argument, "its p256dh is no public key on P-256");
  }
  choose_scalar(with, instead_of_random);
  const auto own_bytes = public_half(with);
  const auto own = as_text(own_bytes);
  const auto agreed = agree(with);
  BN_clear(with.scalar.get());

  std::array<std::uint8_t, salt_size> salt_bytes{};
  if (!instead_of_random) random_bytes(salt_bytes);
  const auto salt = instead_of_random ? instead_of_random->salt : as_text(salt_bytes);
  const auto extracted = mac(to.auth, {agreed.text()});
  const auto input = mac(extracted.text(), {info_start, to.point, own, first_block});
  const auto keyed = mac(salt, {input.text()});
  const auto key = mac(keyed.text(), {key_info, first_block});
  const auto nonce = mac(keyed.text(), {nonce_info, first_block});

  out.reserve(out.size() + plaintext.size() + overhead);
  out += salt;
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(record_size >> shift & 0xff);
  out += static_cast<char>(point_size);
  out += own;
  seal_record(with, key.text().substr(0, key_size), nonce.text().substr(0, nonce_size), plaintext, out);
  return {};
}

}  // namespace carillon::ece
