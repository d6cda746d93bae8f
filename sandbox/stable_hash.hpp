// Hashes that are the same on every machine and in every run: what a replay of a seed hangs on. Not for keys
// an enemy chooses.
#pragma once

#include <cstdint>
#include <string_view>

namespace carillon::sandbox {

/// FNV-1a, 64 bits, continued from `state`.
constexpr std::uint64_t stable_hash(std::string_view text,
                                    std::uint64_t state = 0xcbf29ce484222325) noexcept {
  for (const char c : text) {
    state ^= static_cast<unsigned char>(c);
    state *= 0x100000001b3;
  }
  return state;
}

/// SplitMix64's finaliser: every input bit reaches every output bit.
constexpr std::uint64_t mix(std::uint64_t value) noexcept {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

}  // namespace carillon::sandbox
