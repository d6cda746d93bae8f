// What an outgoing HTTP exchange is, whatever the wire: provider code builds http_request and reads
// http_response; connections carry them. Plain data.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carillon::net {

/// How HPACK may treat a header (performance.md 5).
enum class header_indexing : std::uint8_t {
  allowed,  ///< the same on many requests: user-agent, authorization, topic
  never,    ///< differs per request, would only evict useful entries: :path, apns-id, collapse ids
};

struct http_header {
  std::string_view name;  ///< lower case, static storage
  std::string value;
  header_indexing indexing = header_indexing::allowed;
};

struct http_request {
  std::string_view method = "POST";  ///< static storage
  std::string path;                  ///< origin-form, percent-encoded by whoever built it
  std::vector<http_header> headers;  ///< without :method, :scheme, :authority, :path, content-length
  std::string body;

  /// Empties it but keeps the allocations: requests are reused with their slot.
  void clear() {
    path.clear();
    headers.clear();
    body.clear();
  }
};

/// Bounded before it gets here: body 64 KiB, headers 16 KiB (more cuts the exchange).
struct http_response {
  int status = 0;
  std::string body;
  std::string apns_id;       ///< header apns-id, if any
  std::string retry_after;   ///< header retry-after, raw
  std::string content_type;  ///< header content-type, raw

  /// Empties it but keeps the allocations.
  void clear() {
    status = 0;
    for (auto* const text : {&body, &apns_id, &retry_after, &content_type}) text->clear();
  }
};

/// Why no response came. The line between "certainly not processed" and "ambiguous" is what retries hang on.
enum class transport_failure : std::uint8_t {
  connect,     ///< DNS, TCP or TLS handshake failed: nothing left our side. Retry.
  tls_verify,  ///< the peer's certificate is not who it should be: configuration
  refused,     ///< REFUSED_STREAM, stream above GOAWAY's last id, or never flushed: certainly not processed
  ambiguous,   ///< reset, GOAWAY error, closed or timed out after the request was flushed: may have been
               ///< processed
  overloaded,  ///< waited in our own queue past the deadline; never sent
  malformed,   ///< the peer broke the protocol or a size limit after the request was flushed: ambiguous
  blocked,     ///< address_guard refused an address of the host
  cancelled,   ///< we are stopping; `was_flushed` tells whether it may have been processed
};

std::string_view to_string(transport_failure failure) noexcept;

/// One origin: where to connect, who to expect there.
struct origin {
  std::string host;
  std::uint16_t port = 443;
  bool operator==(const origin&) const = default;
};

}  // namespace carillon::net
