// SipHash-2-4 of 128 bits (Aumasson and Bernstein, 2012) under a key that each process draws: names for
// things clients choose, in tables of this process alone. A tenth of SHA-256's instructions, and nobody
// outside can find two texts of one name. Never for what rests in a store or leaves the process. Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace carillon {

using digest128 = std::array<std::uint64_t, 2>;

/// Under the process's key.
digest128 keyed_hash(std::string_view data) noexcept;
/// Under any key: `key` as two little-endian words, the answer likewise.
digest128 siphash128(const digest128& key, std::string_view data) noexcept;

/// For std::unordered_map<std::string, …, keyed_string_hash, std::equal_to<>>: found by a view, too.
struct keyed_string_hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return static_cast<std::size_t>(keyed_hash(text)[0]);
  }
};

}  // namespace carillon
