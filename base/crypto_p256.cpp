#include "base/crypto_p256.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <array>
#include <memory>

#include "base/digest.hpp"

namespace carillon {
namespace {

constexpr std::size_t point_size = 65;

template <auto Free>
struct freed_by {
  void operator()(auto* pointer) const noexcept { Free(pointer); }
};

}  // namespace

bool is_p256_pair(const p256_pair& pair) noexcept {
  const std::unique_ptr<EC_GROUP, freed_by<EC_GROUP_free>> group(
      EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  const auto bytes = as_bytes(pair.scalar);
  const std::unique_ptr<BIGNUM, freed_by<BN_clear_free>> scalar(
      BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  if (!group || !scalar || BN_is_zero(scalar.get())) return false;
  const std::unique_ptr<EC_POINT, freed_by<EC_POINT_free>> point(EC_POINT_new(group.get()));
  std::array<unsigned char, point_size> written{};
  const bool is_made = point &&
                       EC_POINT_mul(group.get(), point.get(), scalar.get(), nullptr, nullptr, nullptr) == 1 &&
                       EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                                          written.data(), written.size(), nullptr) == written.size();
  ERR_clear_error();
  return is_made && constant_time_equal(as_text(written), pair.point);
}

std::shared_ptr<EVP_PKEY> make_p256_key(const p256_pair& pair) {
  const std::unique_ptr<OSSL_PARAM_BLD, freed_by<OSSL_PARAM_BLD_free>> build(OSSL_PARAM_BLD_new());
  const auto bytes = as_bytes(pair.scalar);
  const std::unique_ptr<BIGNUM, freed_by<BN_clear_free>> scalar(
      bytes.empty() ? nullptr : BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, pair.point.data(),
                                   pair.point.size());
  if (scalar) OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get());
  const std::unique_ptr<OSSL_PARAM, freed_by<OSSL_PARAM_free>> parameters(
      OSSL_PARAM_BLD_to_param(build.get()));
  const std::unique_ptr<EVP_PKEY_CTX, freed_by<EVP_PKEY_CTX_free>> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  const bool is_made = pair.point.size() == point_size && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                       EVP_PKEY_fromdata(context.get(), &key, scalar ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                                         parameters.get()) == 1;
  ERR_clear_error();
  return is_made ? std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free) : nullptr;
}

}  // namespace carillon
