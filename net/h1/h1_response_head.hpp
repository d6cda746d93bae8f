// Is this response head one that every HTTP/1.1 client reads alike, and what frames its body? As strict as
// h1_framing is with requests (hardening.md J): a head of two readings is a lost connection. Pure; used by
// h1_response_reader.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace carillon::net {

struct h1_response_head {
  int status = 0;
  std::optional<std::uint64_t> content_length;
  bool is_chunked = false;
  bool is_closing = false;                         ///< Connection: close, or HTTP/1.0
  std::optional<std::chrono::seconds> keep_alive;  ///< Keep-Alive: timeout=…
  /// In order, views into the head; names as they came, values trimmed.
  std::vector<std::pair<std::string_view, std::string_view>> fields;
};

/// Of a complete head, empty line included (find_head tells where it ends). Nothing when it is malformed: two
/// lengths, a length beside chunks, a transfer coding but chunked, a folded line, control characters, more
/// than max_header_lines, another version than 1.0 and 1.1, a status out of 100 to 599, 101.
std::optional<h1_response_head> inspect_response_head(std::string_view head);

}  // namespace carillon::net
