// Numbers in packed records, least byte first. Used inside queue/ only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace carillon::queue {

inline void append_little(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned index = 0; index < bytes; ++index) out.push_back(static_cast<char>(value >> 8 * index));
}

inline std::uint64_t little(std::string_view bytes) noexcept {
  std::uint64_t value = 0;
  for (std::size_t index = bytes.size(); index-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[index]);
  }
  return value;
}

}  // namespace carillon::queue
