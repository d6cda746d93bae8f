#include "providers/twilio/segments.hpp"

#include <algorithm>
#include <string>

namespace carillon::providers::twilio {
namespace {

// GSM 03.38: the default alphabet beyond ASCII, and of ASCII what it lacks or keeps in its extension table.
constexpr std::u32string_view beyond_ascii = U"@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
constexpr std::u32string_view extension = U"^{}\\[~]|€\f";

/// Septets of a character; 0 when the alphabet lacks it.
std::size_t septets_of(char32_t c) noexcept {
  if (extension.find(c) != extension.npos) return 2;
  if (c == U'\n' || c == U'\r') return 1;
  if (c >= 0x20 && c < 0x7f) return c == U'`' ? 0 : 1;
  return beyond_ascii.find(c) != beyond_ascii.npos ? 1 : 0;
}

char32_t next_character(std::string_view text, std::size_t& at) noexcept {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const std::size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  char32_t c = lead & (0x3fU >> more);
  for (std::size_t each = 0; each < more && at < text.size(); ++each)
    c = (c << 6U) | (static_cast<unsigned char>(text[at++]) & 0x3fU);
  return c;
}

/// No character is split between two segments.
template <class Cost>
std::size_t count(std::string_view text, std::size_t single, std::size_t joined, Cost cost_of) noexcept {
  std::size_t whole = 0;
  std::size_t segments = 1;
  std::size_t filled = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto cost = cost_of(next_character(text, at));
    whole += cost;
    if (filled + cost > joined) {
      ++segments;
      filled = 0;
    }
    filled += cost;
  }
  return whole <= single ? 1 : segments;
}

}  // namespace

segment_count count_segments(std::string_view text) noexcept {
  if (text.empty()) return {};
  bool is_gsm = true;
  for (std::size_t at = 0; is_gsm && at < text.size();) is_gsm = septets_of(next_character(text, at)) > 0;
  if (is_gsm) return {count(text, 160, 153, septets_of), true};
  const auto units = [](char32_t c) noexcept -> std::size_t { return c > 0xffff ? 2 : 1; };
  return {count(text, 70, 67, units), false};
}

}  // namespace carillon::providers::twilio
