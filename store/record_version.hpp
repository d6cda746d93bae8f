// The version in front of a sealed record: eight bytes, big-endian, that scripts compare before they replace
// it. Pure; used by integrations and installations.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace carillon::store {

inline constexpr std::size_t version_size = 8;

inline std::string pack_version(std::uint64_t version) {
  std::string out;
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(version >> shift & 0xff);
  return out;
}

/// Of the first eight bytes, or of as many as there are.
inline std::uint64_t unpack_version(std::string_view bytes) noexcept {
  std::uint64_t version = 0;
  for (const char byte : bytes.substr(0, version_size))
    version = version << 8 | static_cast<std::uint8_t>(byte);
  return version;
}

}  // namespace carillon::store
