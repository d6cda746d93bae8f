#include "providers/text_cluster.hpp"

#include <algorithm>

#include "providers/cluster_marks.hpp"

namespace carillon::providers {
namespace {

constexpr std::size_t longest_cluster = 64;
constexpr char32_t joiner = 0x200d;

/// Where the code point begins that the byte at `at` is a part of.
std::size_t start_of(std::string_view text, std::size_t at) noexcept {
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80) --at;
  return at;
}

char32_t character_at(std::string_view text, std::size_t at) noexcept {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return first;
  const std::size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  char32_t out = first & (0xffU >> (length + 1));
  for (std::size_t next = at + 1; next < std::min(at + length, text.size()); ++next)
    out = (out << 6) | (static_cast<unsigned char>(text[next]) & 0x3fU);
  return out;
}

bool is_mark(char32_t c) noexcept {
  const auto* const after = std::ranges::upper_bound(cluster_marks, c, {}, &character_range::first);
  return after != cluster_marks.begin() && c <= std::prev(after)->last;
}

/// Two of them are a flag.
bool is_flag_letter(char32_t c) noexcept {
  return c >= 0x1f1e6 && c <= 0x1f1ff;
}

bool has_odd_flag_letters_before(std::string_view text, std::size_t at) noexcept {
  bool is_odd = false;
  for (std::size_t steps = 0; at > 0 && steps < longest_cluster; ++steps) {
    at = start_of(text, at - 1);
    if (!is_flag_letter(character_at(text, at))) break;
    is_odd = !is_odd;
  }
  return is_odd;
}

bool is_boundary(std::string_view text, std::size_t at) noexcept {
  if (at == 0 || at >= text.size()) return true;
  const auto next = character_at(text, at);
  const auto before = character_at(text, start_of(text, at - 1));
  if (is_mark(next) || before == joiner || (before == '\r' && next == '\n')) return false;
  return !is_flag_letter(next) || !is_flag_letter(before) || !has_odd_flag_letters_before(text, at);
}

}  // namespace

std::size_t cluster_boundary(std::string_view text, std::size_t at) noexcept {
  const auto given = start_of(text, std::min(at, text.size()));
  for (auto place = given;; place = start_of(text, place - 1)) {
    if (is_boundary(text, place)) return place;
    if (place == 0 || given - place > longest_cluster) return given;
  }
}

}  // namespace carillon::providers
