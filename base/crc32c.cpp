// CRC-32C with the processor's instruction where it has one (x86 since 2008), by table elsewhere.
#include <array>
#include <cstring>

#include "base/digest.hpp"

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace carillon {
namespace {

constexpr std::array<std::uint32_t, 256> make_table() noexcept {
  constexpr std::uint32_t reflected_polynomial = 0x82f63b78;
  std::array<std::uint32_t, 256> remainders{};
  for (std::uint32_t index = 0; index < remainders.size(); ++index) {
    std::uint32_t remainder = index;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = remainder & 1 ? remainder >> 1 ^ reflected_polynomial : remainder >> 1;
    }
    remainders[index] = remainder;
  }
  return remainders;
}

constexpr auto table = make_table();

constexpr std::uint32_t by_table(std::uint32_t crc, std::string_view data) noexcept {
  for (const char c : data) crc = crc >> 8 ^ table[(crc ^ static_cast<std::uint8_t>(c)) & 0xff];
  return crc;
}
// Tested here because the machines that run the tests take the other way.
static_assert(by_table(0xffffffff, "123456789") == ~0xe3069283u);

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t by_instruction(std::uint32_t crc,
                                                               std::string_view data) noexcept {
  std::uint64_t wide = crc;
  for (; data.size() >= 8; data.remove_prefix(8)) {
    std::uint64_t word;
    std::memcpy(&word, data.data(), sizeof word);
    wide = _mm_crc32_u64(wide, word);
  }
  crc = static_cast<std::uint32_t>(wide);
  for (const auto byte : as_bytes(data)) crc = _mm_crc32_u8(crc, byte);
  return crc;
}
#endif

std::uint32_t update(std::uint32_t crc, std::string_view data) noexcept {
#if defined(__x86_64__)
  static const bool has_instruction = __builtin_cpu_supports("sse4.2");
  if (has_instruction) return by_instruction(crc, data);
#endif
  return by_table(crc, data);
}

}  // namespace

std::uint32_t crc32c(std::string_view data) noexcept {
  return ~update(~std::uint32_t{0}, data);
}

}  // namespace carillon
