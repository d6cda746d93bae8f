// Is this request head one that every HTTP parser on the way reads alike? Beast 1.81 is lenient where a proxy
// in front may be strict, and the difference is request smuggling (hardening.md J). Pure; called by
// h1_connection before Beast sees a byte, so that nothing ambiguous is ever parsed twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace carillon::net {

/// What the connection must know of a head before it reads the body. Views into the head.
struct h1_head {
  std::string_view method;
  std::string_view path;   ///< raw, starts with '/' (or is "*" for OPTIONS)
  std::string_view query;  ///< raw, after '?'
  unsigned minor_version = 1;
  std::optional<std::uint64_t> content_length;
  bool is_chunked = false;
  bool wants_continue = false;  ///< Expect: 100-continue
  bool wants_close = false;     ///< Connection: close, or HTTP/1.0
};

/// Why a head is refused. The connection closes after it: where the next request starts cannot be trusted.
struct h1_refusal {
  int status = 400;
  std::string_view message;
};

/// Bytes of the request target that are still served; more is 414.
inline constexpr std::size_t max_target = 8 * 1024;
/// Header lines of one request; more is 431.
inline constexpr std::size_t max_header_lines = 100;

/// Where the head stands within the bytes received so far.
struct h1_head_scan {
  std::size_t size = 0;               ///< bytes of the head with its empty line; 0 = not complete yet
  std::optional<h1_refusal> refusal;  ///< what can never become a head: a bare LF, sizes passed
  std::size_t line_start = 0;         ///< of the line that is not complete
  std::size_t seen = 0;               ///< bytes that have been looked at
};
/// Looks for the end of the head in `received`. Call again with more bytes until it is complete, and with the
/// last answer as `before`: a head that comes byte by byte is then read once, not once a byte.
h1_head_scan find_head(std::string_view received, std::size_t max_header,
                       const h1_head_scan& before = {}) noexcept;

/// Checks a complete head, empty line included. Everything it lets through has one reading only.
std::variant<h1_head, h1_refusal> inspect_head(std::string_view head) noexcept;

}  // namespace carillon::net
