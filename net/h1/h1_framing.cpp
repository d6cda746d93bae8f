#include "net/h1/h1_framing.hpp"

#include <algorithm>
#include <charconv>

#include "net/h1/h1_grammar.hpp"

namespace carillon::net {
namespace {

constexpr bool is_host_char(char c) noexcept {
  return is_token_char(c) || c == ':' || c == '[' || c == ']';
}

/// Reads a head line by line; the first thing out of order is kept in `refusal`.
class head_reader {
 public:
  std::variant<h1_head, h1_refusal> read(std::string_view rest) noexcept {
    if (!read_request_line(take_until(rest, "\r\n"))) return refusal_;
    std::size_t lines = 0;
    while (!rest.empty()) {
      const auto line = take_until(rest, "\r\n");
      if (line.empty()) break;
      if (++lines > max_header_lines) return h1_refusal{431, "too many header fields"};
      if (!read_field(line)) return refusal_;
    }
    if (!check_whole()) return refusal_;
    return head_;
  }

 private:
  bool refuse(std::string_view message, int status = 400) noexcept {
    refusal_ = {status, message};
    return false;
  }

  bool read_request_line(std::string_view line) noexcept {
    head_.method = take_until(line, " ");
    const auto target = take_until(line, " ");
    if (!is_token(head_.method)) return refuse("the request line is malformed");
    if (target.size() > max_target) return refuse("the request target is too long", 414);
    if (target.empty() || !std::ranges::all_of(target, is_target_char)) {
      return refuse("the request target is malformed");
    }
    if (line == "HTTP/2.0" || line == "HTTP/3.0") return refuse("this HTTP version is not served here", 505);
    if (line != "HTTP/1.1" && line != "HTTP/1.0") return refuse("the request line is malformed");
    head_.minor_version = static_cast<unsigned>(line.back() - '0');
    head_.wants_close = head_.minor_version == 0;
    return read_target(target);
  }

  bool read_target(std::string_view target) noexcept {
    if (target == "*" && head_.method == "OPTIONS") {
      head_.path = target;
      return true;
    }
    constexpr std::string_view scheme = "http://";
    if (equals_ignoring_case(target.substr(0, scheme.size()), scheme)) {
      target.remove_prefix(scheme.size());
      const auto authority_end = std::min(target.find_first_of("/?"), target.size());
      target_host_ = target.substr(0, authority_end);
      target.remove_prefix(authority_end);
      if (target_host_->empty()) return refuse("the request target is malformed");
    }
    if (!target.starts_with('/')) return refuse("the request target must be a path");
    head_.path = take_until(target, "?");
    head_.query = target;
    return true;
  }

  bool read_field(std::string_view line) noexcept {
    if (line.front() == ' ' || line.front() == '\t') return refuse("a header field is folded over two lines");
    if (line.find(':') == line.npos) return refuse("a header field is malformed");
    const auto name = take_until(line, ":");
    if (!is_token(name)) return refuse("a header field name is malformed");
    if (!std::ranges::all_of(line, is_value_char)) return refuse("a header field value is malformed");
    const auto value = trimmed(line);
    if (equals_ignoring_case(name, "host")) return read_host(value);
    if (equals_ignoring_case(name, "content-length")) return read_content_length(value);
    if (equals_ignoring_case(name, "transfer-encoding")) return read_transfer_encoding(value);
    if (equals_ignoring_case(name, "connection") && has_list_member(value, "close")) head_.wants_close = true;
    if (equals_ignoring_case(name, "expect")) {
      if (!equals_ignoring_case(value, "100-continue")) return refuse("this expectation cannot be met", 417);
      head_.wants_continue = true;
    }
    return true;
  }

  bool read_host(std::string_view value) noexcept {
    if (host_) return refuse("more than one Host header");
    if (value.empty() || !std::ranges::all_of(value, is_host_char))
      return refuse("the Host header is malformed");
    host_ = value;
    return true;
  }

  bool read_content_length(std::string_view value) noexcept {
    if (head_.content_length) return refuse("more than one Content-Length header");
    std::uint64_t length = 0;
    const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (ec != std::errc() || end != value.data() + value.size())
      return refuse("the Content-Length is malformed");
    head_.content_length = length;
    return true;
  }

  bool read_transfer_encoding(std::string_view value) noexcept {
    if (head_.is_chunked) return refuse("more than one Transfer-Encoding header");
    if (!equals_ignoring_case(value, "chunked")) return refuse("the Transfer-Encoding must be chunked");
    head_.is_chunked = true;
    return true;
  }

  bool check_whole() noexcept {
    if (head_.is_chunked && head_.content_length) return refuse("both Content-Length and Transfer-Encoding");
    if (head_.is_chunked && head_.minor_version == 0) return refuse("HTTP/1.0 has no Transfer-Encoding");
    if (!host_ && head_.minor_version == 1) return refuse("the Host header is missing");
    if (target_host_ && (!host_ || !equals_ignoring_case(*target_host_, *host_))) {
      return refuse("the request target names another host than the Host header");
    }
    return true;
  }

  h1_head head_;
  h1_refusal refusal_;
  std::optional<std::string_view> host_;
  std::optional<std::string_view> target_host_;
};

}  // namespace

h1_head_scan find_head(std::string_view received, std::size_t max_header,
                       const h1_head_scan& before) noexcept {
  const auto within = received.substr(0, max_header);
  std::size_t line_start = before.line_start;
  for (;;) {
    const auto line_end = within.find('\n', std::max(line_start, before.seen));
    if (line_end == within.npos) break;
    if (line_end == line_start || within[line_end - 1] != '\r') {
      return {.refusal = h1_refusal{400, "a line does not end in CR LF"}};
    }
    const bool is_empty = line_end == line_start + 1;
    if (is_empty && line_start == 0) return {.refusal = h1_refusal{400, "the request line is missing"}};
    if (is_empty) return {.size = line_end + 1, .refusal = {}};
    line_start = line_end + 1;
  }
  if (line_start == 0 && within.size() > max_target + 64) {
    return {.refusal = h1_refusal{414, "the request target is too long"}};
  }
  if (received.size() >= max_header) return {.refusal = h1_refusal{431, "the request headers are too large"}};
  return {.refusal = {}, .line_start = line_start, .seen = within.size()};
}

std::variant<h1_head, h1_refusal> inspect_head(std::string_view head) noexcept {
  return head_reader{}.read(head);
}

}  // namespace carillon::net
