#include "base/keyed_hash.hpp"

#include <bit>
#include <cstring>
#include <span>

#include "base/digest.hpp"

namespace carillon {
namespace {

static_assert(std::endian::native == std::endian::little);

digest128 random_key() noexcept {
  std::array<std::uint8_t, sizeof(digest128)> bytes{};
  random_bytes(bytes);
  return std::bit_cast<digest128>(bytes);
}

struct state {
  std::uint64_t v0, v1, v2, v3;

  void round() noexcept {
    v0 += v1;
    v2 += v3;
    v1 = std::rotl(v1, 13) ^ v0;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 = std::rotl(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = std::rotl(v1, 17) ^ v2;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 = std::rotl(v2, 32);
  }
  void take(std::uint64_t word) noexcept {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
  std::uint64_t finish() noexcept {
    for (int i = 0; i < 4; ++i) round();
    return v0 ^ v1 ^ v2 ^ v3;
  }
};

}  // namespace

digest128 siphash128(const digest128& key, std::string_view data) noexcept {
  state all{key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d ^ 0xee, key[0] ^ 0x6c7967656e657261,
            key[1] ^ 0x7465646279746573};
  std::uint64_t last = std::uint64_t{data.size()} << 56;
  for (; data.size() >= sizeof last; data.remove_prefix(sizeof last)) {
    std::uint64_t word = 0;
    std::memcpy(&word, data.data(), sizeof word);
    all.take(word);
  }
  std::uint64_t rest = 0;
  if (!data.empty()) std::memcpy(&rest, data.data(), data.size());
  all.take(last | rest);
  all.v2 ^= 0xee;
  const auto first = all.finish();
  all.v1 ^= 0xdd;
  return {first, all.finish()};
}

digest128 keyed_hash(std::string_view data) noexcept {
  static const digest128 key = random_key();
  return siphash128(key, data);
}

}  // namespace carillon
