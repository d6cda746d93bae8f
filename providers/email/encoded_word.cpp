#include "providers/email/encoded_word.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/utf8.hpp"
#include "providers/text_cluster.hpp"

namespace carillon::providers::email {
namespace {

constexpr std::size_t longest_word = 75;
constexpr std::size_t frame = 12;  // =?UTF-8?Q??=
constexpr std::string_view hex = "0123456789ABCDEF";

/// RFC 2047 5 (3): what may stand for itself even in a phrase.
bool is_bare(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!*+-/").find(c) != std::string_view::npos;
}

std::size_t q_size(std::string_view text) noexcept {
  const auto escaped = std::ranges::count_if(text, [](char c) { return !is_bare(c) && c != ' '; });
  return text.size() + 2 * static_cast<std::size_t>(escaped);
}

std::size_t b_size(std::string_view text) noexcept {
  return (text.size() + 2) / 3 * 4;
}

void append_q(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == ' ') {
      out += '_';
    } else if (is_bare(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.append(1, '=').append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
    }
  }
}

std::size_t first_character_bytes(std::string_view text) noexcept {
  auto rest = text;
  take_code_point(rest);
  return text.size() - rest.size();
}

/// The most of `text` whose payload fits: whole clusters; where one alone does not fit, whole characters.
std::size_t fitting(std::string_view text, std::size_t room, bool is_q) noexcept {
  const auto size = is_q ? q_size : b_size;
  auto bytes = std::min(text.size(), is_q ? room : room / 4 * 3);
  while (bytes > 0 && size(text.substr(0, bytes)) > room) --bytes;
  if (const auto whole = cluster_boundary(text, bytes); whole > 0) return whole;
  std::size_t fits = first_character_bytes(text);
  for (auto rest = text.substr(fits); !rest.empty();) {
    const auto next = fits + first_character_bytes(rest);
    if (size(text.substr(0, next)) > room) break;
    fits = next;
    rest = text.substr(fits);
  }
  return fits;
}

}  // namespace

std::string to_encoded_words(std::string_view text, std::size_t first_room) {
  const bool is_q = q_size(text) <= b_size(text);
  std::string out;
  auto room = std::max<std::size_t>(first_room, 40) - frame;
  while (!text.empty()) {
    const auto bytes = fitting(text, room, is_q);
    if (!out.empty()) out += ' ';
    out += is_q ? "=?UTF-8?Q?" : "=?UTF-8?B?";
    if (is_q) {
      append_q(out, text.substr(0, bytes));
    } else {
      out += base64_encode(text.substr(0, bytes));
    }
    out += "?=";
    text.remove_prefix(bytes);
    room = longest_word - frame;
  }
  return out;
}

}  // namespace carillon::providers::email
