#include "providers/fit_text.hpp"

#include <algorithm>

#include "providers/text_cluster.hpp"

namespace carillon::providers {
namespace {

constexpr std::string_view ellipsis = "\xe2\x80\xa6";
/// Below it, what is left of a text says nothing.
constexpr std::size_t least_left = 32;

std::size_t escaped_size(char c) noexcept {
  if (c == '"' || c == '\\' || (c >= '\b' && c <= '\r' && c != '\v')) return 2;
  return static_cast<unsigned char>(c) < 0x20 ? 6 : 1;
}

bool is_inside_character(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

}  // namespace

std::size_t json_size(std::string_view text) noexcept {
  std::size_t bytes = 0;
  for (const char c : text) bytes += escaped_size(c);
  return bytes;
}

void drop_beyond(std::string& text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return;
  while (most_bytes > 0 && is_inside_character(text[most_bytes])) --most_bytes;
  text.resize(most_bytes);
  text.shrink_to_fit();
}

std::optional<std::string> fit_text(std::string_view text, std::size_t free_bytes) {
  if (free_bytes < least_left) return std::nullopt;
  std::size_t kept = 0, used = ellipsis.size();
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_inside_character(text[at])) kept = at;
    used += escaped_size(text[at]);
    if (used > free_bytes) break;
  }
  if (used <= free_bytes) return std::string(text);
  kept = cluster_boundary(text, kept);
  while (kept > 0 && text[kept - 1] == ' ') --kept;
  return std::string(text.substr(0, kept)).append(ellipsis);
}

/// The room is guessed by what the last guess came to; texts that are escaped here and there take three or
/// four.
std::optional<std::string> fit_as_written(std::string_view text, std::size_t free_bytes,
                                          const std::function<std::size_t(std::string_view)>& size_of) {
  constexpr unsigned most_guesses = 12;
  auto room = json_size(text);
  auto taken = size_of(text);
  std::optional<std::string> kept(text);
  for (unsigned guess = 0; taken > free_bytes; ++guess) {
    if (guess == most_guesses || room == 0) return std::nullopt;
    room = std::min(room - 1, room * free_bytes / taken);
    kept = fit_text(text, room);
    if (!kept) return std::nullopt;
    taken = size_of(*kept);
  }
  return kept;
}

}  // namespace carillon::providers
