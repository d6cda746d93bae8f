#include "store/canonical_email.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace carillon::store {

namespace {

/// Capitals of one stretch and how far their small letters are. `step` 2: capitals and small letters
/// alternate.
struct letter_range {
  char32_t first, last;
  unsigned step;
  std::int32_t distance;
};

// Unicode's simple case folding of the scripts that have case and addresses in practice. Only ever append
// what has no letters here yet: ids derive from it.
constexpr std::array letters{
    letter_range{'A', 'Z', 1, 32},          letter_range{0xc0, 0xd6, 1, 32},
    letter_range{0xd8, 0xde, 1, 32},        letter_range{0x100, 0x12e, 2, 1},
    letter_range{0x132, 0x136, 2, 1},       letter_range{0x139, 0x147, 2, 1},
    letter_range{0x14a, 0x176, 2, 1},       letter_range{0x178, 0x178, 1, -121},
    letter_range{0x179, 0x17d, 2, 1},       letter_range{0x218, 0x21a, 2, 1},
    letter_range{0x386, 0x386, 1, 38},      letter_range{0x388, 0x38a, 1, 37},
    letter_range{0x38c, 0x38c, 1, 64},      letter_range{0x38e, 0x38f, 1, 63},
    letter_range{0x391, 0x3a1, 1, 32},      letter_range{0x3a3, 0x3ab, 1, 32},
    letter_range{0x3c2, 0x3c2, 1, 1},       letter_range{0x400, 0x40f, 1, 80},
    letter_range{0x410, 0x42f, 1, 32},      letter_range{0x460, 0x480, 2, 1},
    letter_range{0x48a, 0x4be, 2, 1},       letter_range{0x4c0, 0x4c0, 1, 15},
    letter_range{0x4c1, 0x4cd, 2, 1},       letter_range{0x4d0, 0x52e, 2, 1},
    letter_range{0x531, 0x556, 1, 48},      letter_range{0x1e00, 0x1e94, 2, 1},
    letter_range{0x1e9e, 0x1e9e, 1, -7615}, letter_range{0x1ea0, 0x1efe, 2, 1},
};

char32_t to_small(char32_t letter) noexcept {
  for (const auto& range : letters) {
    if (letter < range.first || letter > range.last) continue;
    if ((letter - range.first) % range.step != 0) return letter;
    return static_cast<char32_t>(static_cast<std::int32_t>(letter) + range.distance);
  }
  return letter;
}

/// Code points, small; nothing when it is no UTF-8.
bool fold(std::string_view text, std::u32string& out) {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if ((lead >= 0x80 && lead < 0xc0) || lead > 0xf4 || at + size > text.size()) return false;
    char32_t point = size == 1 ? lead : lead & (0xffU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if ((next & 0xc0) != 0x80) return false;
      point = point << 6 | (next & 0x3fU);
    }
    out += to_small(point);
    at += size;
  }
  return true;
}

void append_utf8(std::string& out, char32_t point) {
  const auto byte = [&out](char32_t value) { out += static_cast<char>(value); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) {
    byte(0xc0 | point >> 6);
  } else {
    if (point < 0x10000) {
      byte(0xe0 | point >> 12);
    } else {
      byte(0xf0 | point >> 18);
      byte(0x80 | (point >> 12 & 0x3f));
    }
    byte(0x80 | (point >> 6 & 0x3f));
  }
  byte(0x80 | (point & 0x3f));
}

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string small(std::string_view text) {
  if (is_ascii(text)) return ascii_lower(text);
  std::u32string points;
  if (!fold(text, points)) return std::string(text);
  std::string out;
  for (const auto point : points) append_utf8(out, point);
  return out;
}

std::string to_ascii_label(std::string_view label) {
  if (is_ascii(label)) return ascii_lower(label);
  std::u32string points;
  if (!fold(label, points)) return std::string(label);
  return "xn--" + punycode(points);
}

// RFC 3492 6.1
std::uint64_t adapt(std::uint64_t delta, std::uint64_t count, bool is_first) noexcept {
  delta = is_first ? delta / 700 : delta / 2;
  delta += delta / count;
  std::uint64_t bias = 0;
  for (; delta > 35 * 26 / 2; bias += 36) delta /= 35;
  return bias + 36 * delta / (delta + 38);
}

void append_delta(std::string& out, std::uint64_t delta, std::uint64_t bias) {
  for (std::uint64_t k = 36;; k += 36) {
    const std::uint64_t least = k <= bias ? 1 : std::min<std::uint64_t>(k - bias, 26);
    const bool is_last = delta < least;
    const auto digit = is_last ? delta : least + (delta - least) % (36 - least);
    out += static_cast<char>(digit < 26 ? 'a' + digit : '0' + (digit - 26));
    if (is_last) return;
    delta = (delta - least) / (36 - least);
  }
}

}  // namespace

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

// RFC 3492 6.3
std::string punycode(std::u32string_view label) {
  std::string out;
  for (const auto point : label) {
    if (point < 0x80) out += static_cast<char>(point);
  }
  std::uint64_t handled = out.size();
  const auto basic = handled;
  if (basic > 0) out += '-';
  std::uint64_t delta = 0;
  std::uint64_t bias = 72;
  for (char32_t bound = 0x80; handled < label.size(); ++bound, ++delta) {
    char32_t next = 0x110000;
    for (const auto point : label) {
      if (point >= bound) next = std::min(next, point);
    }
    delta += std::uint64_t{next - bound} * (handled + 1);
    bound = next;
    for (const auto point : label) {
      if (point < bound) ++delta;
      if (point != bound) continue;
      append_delta(out, delta, bias);
      bias = adapt(delta, handled + 1, handled == basic);
      delta = 0;
      ++handled;
    }
  }
  return out;
}

std::string canonical_email(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return small(address);
  std::string out = small(address.substr(0, at));
  out += '@';
  for (auto domain = address.substr(at + 1);;) {
    const auto dot = domain.find('.');
    out += to_ascii_label(domain.substr(0, dot));
    if (dot == std::string_view::npos) return out;
    out += '.';
    domain.remove_prefix(dot + 1);
  }
}

}  // namespace carillon::store
