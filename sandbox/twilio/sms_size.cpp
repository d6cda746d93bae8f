#include "sandbox/twilio/sms_size.hpp"

#include <algorithm>
#include <vector>

#include "base/utf8.hpp"

namespace carillon::sandbox {
namespace {

// The default alphabet beyond ASCII, the part of ASCII that it lacks, and what it spells with an escape.
constexpr std::u32string_view beyond_ascii = U"@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
constexpr std::u32string_view not_of_ascii = U"`";
constexpr std::u32string_view escaped = U"^{}\\[~]|€\f";

/// 0: the alphabet does not have it.
std::size_t septets_of(char32_t c) noexcept {
  if (escaped.find(c) != escaped.npos) return 2;
  if (beyond_ascii.find(c) != beyond_ascii.npos || c == '\n' || c == '\r') return 1;
  const bool is_ascii = c >= ' ' && c <= '~' && not_of_ascii.find(c) == not_of_ascii.npos;
  return is_ascii ? 1 : 0;
}

/// No character is cut in two.
std::size_t fill_segments(const std::vector<std::size_t>& units, std::size_t alone, std::size_t in_several) {
  std::size_t total = 0;
  for (const auto each : units) total += each;
  if (total <= alone) return total == 0 ? 0 : 1;
  std::size_t segments = 1, filled = 0;
  for (const auto each : units) {
    if (filled + each > in_several) {
      ++segments;
      filled = 0;
    }
    filled += each;
  }
  return segments;
}

}  // namespace

sms_size measure_sms(std::string_view text) {
  std::vector<std::size_t> septets, utf16;
  while (!text.empty()) {
    const auto c = take_code_point(text);
    septets.push_back(septets_of(c));
    utf16.push_back(c > 0xffff ? 2 : 1);
  }
  const bool is_gsm = std::ranges::find(septets, std::size_t{0}) == septets.end();
  const auto& units = is_gsm ? septets : utf16;
  sms_size size{.alphabet = is_gsm ? "GSM-7" : "UCS-2"};
  for (const auto each : units) size.units += each;
  size.segments = is_gsm ? fill_segments(units, 160, 153) : fill_segments(units, 70, 67);
  return size;
}

}  // namespace carillon::sandbox
