#include "base/crypto_p256.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

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

}  // namespace carillon
