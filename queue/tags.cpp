// Which slot a key falls into, and the table of tags that spreads partitions evenly over any number of
// masters. Tags made of numbers do not: {0}…{15} leave half of an 8-master cluster empty (queue.md, finding
// 10).
#include <array>

#include "queue/keys.hpp"

namespace carillon::queue {
namespace {

constexpr std::array<std::string_view, partition_count> tags = {
    "53t", "j3j", "if5", "kec", "574", "74b", "akm", "6bk", "96a", "frw", "0ip", "oin", "d1i",
    "38o", "0m0", "xw",  "he6", "box", "40w", "c9q", "hav", "7ah", "447", "67a", "1js", "fcu",
    "0xr", "m5",  "1n3", "3me", "e2j", "iu",  "712", "52d", "cmk", "4dm", "75r", "h5l", "7av",
    "ice", "3y7", "1za", "2k6", "8ax", "wu7", "931", "yg",  "8e8", "7d8", "5gn", "621", "41g",
    "jc0", "qkn", "66q", "i6o", "3h5", "1kc", "2z4", "0yb", "3lu", "des", "he",  "802"};

/// CRC-16/XMODEM: polynomial 0x1021, nothing reflected, starting at 0.
std::uint16_t crc16(std::string_view data) noexcept {
  unsigned remainder = 0;
  for (const char character : data) {
    remainder ^= static_cast<unsigned>(static_cast<unsigned char>(character)) << 8;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = remainder & 0x8000 ? remainder << 1 ^ 0x1021 : remainder << 1;
    }
  }
  return static_cast<std::uint16_t>(remainder);
}

}  // namespace

std::string_view tag(partition p) noexcept {
  return tags[p % partition_count];
}

std::uint16_t slot_of(std::string_view key) noexcept {
  constexpr unsigned slots = 16384;
  if (const auto open = key.find('{'); open != std::string_view::npos) {
    const auto close = key.find('}', open + 1);
    if (close != std::string_view::npos && close > open + 1) key = key.substr(open + 1, close - open - 1);
  }
  return static_cast<std::uint16_t>(crc16(key) % slots);
}

}  // namespace carillon::queue
