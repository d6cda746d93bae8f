// What goes out and what comes back, whatever the wire: provider code builds wire_request and reads
// wire_response; connections of HTTP/2, HTTP/1.1 and SMTP carry them. Plain data.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/header_list.hpp"

namespace carillon::net {

/// Who a mail is from and for (RFC 5321 2.3.1). SMTP alone has one; the body is the message then.
struct mail_envelope {
  std::string from;             ///< reverse path without brackets
  std::vector<std::string> to;  ///< forward paths, the same
  bool needs_utf8 = false;      ///< a local part is not ASCII (RFC 6531)
};

struct wire_request {
  std::string_view method = "POST";  ///< static storage
  std::string path;                  ///< origin-form, percent-encoded by whoever built it
  header_list headers;               ///< without :method, :scheme, :authority, :path, content-length
  std::string body;
  mail_envelope envelope;
  std::span<const std::string_view> kept{};  ///< response headers that are wanted: lower case, static storage

  /// Empties it but keeps the allocations: requests are reused with their slot.
  void clear() {
    path.clear();
    headers.clear();
    body.clear();
    envelope.from.clear();
    envelope.to.clear();
  }
};

/// How far a mail had got when a reply decided about it.
enum class mail_stage : std::uint8_t {
  connect,    ///< the greeting
  hello,      ///< EHLO, HELO
  starttls,   ///< STARTTLS refused, or not offered though it is required
  auth,       ///< AUTH
  sender,     ///< MAIL FROM
  recipient,  ///< RCPT TO
  data,       ///< DATA, before the message
  message,    ///< after the final dot
};

/// What an SMTP server said to one recipient of a mail, the last word counting.
struct mail_reply {
  mail_stage stage = mail_stage::message;
  int code = 0;          ///< 250, 451, …; 0: it was not asked, for it does not offer what we need (`text`)
  std::string enhanced;  ///< "5.1.1" (RFC 3463), or empty
  std::string text;      ///< its words; of several lines joined by spaces
};

/// Bounded before it gets here: body exchange::most_body, headers 16 KiB (more cuts the exchange).
struct wire_response {
  int status = 0;
  std::string body;
  std::string retry_after;          ///< header retry-after, raw
  std::string content_type;         ///< header content-type, raw
  std::vector<std::string> kept{};  ///< beside wire_request::kept; empty texts for what did not come
  std::vector<mail_reply> mail{};   ///< beside mail_envelope::to; SMTP alone has them

  /// Empties it but keeps the allocations.
  void clear() {
    status = 0;
    for (auto* const text : {&body, &retry_after, &content_type}) text->clear();
    for (auto& text : kept) text.clear();
    mail.clear();
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
  unsendable,  ///< the request has no form on this wire: a line break in a header or an address. A bug of
               ///< ours
};

std::string_view to_string(transport_failure failure) noexcept;

/// One origin: where to connect, who to expect there.
struct origin {
  std::string host;
  std::uint16_t port = 443;
  bool operator==(const origin&) const = default;
};

}  // namespace carillon::net
