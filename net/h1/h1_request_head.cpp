#include "net/h1/h1_request_head.hpp"

#include "net/h1/h1_grammar.hpp"

namespace carillon::net {

namespace {

bool is_writable(const wire_request& request) {
  if (!is_token(request.method) || !request.path.starts_with('/')) return false;
  if (!std::ranges::all_of(request.path, is_target_char)) return false;
  return std::ranges::all_of(request.headers, [](const wire_header& header) {
    return is_token(header.name) && std::ranges::all_of(header.value, is_value_char);
  });
}

}  // namespace

bool write_request_head(const wire_request& request, std::string_view authority, std::string& out) {
  if (!is_writable(request)) return false;
  out.append(request.method).append(" ").append(request.path).append(" HTTP/1.1\r\nhost: ").append(authority);
  out.append("\r\n");
  for (const auto& header : request.headers)
    out.append(header.name).append(": ").append(header.value).append("\r\n");
  const bool has_body = !request.body.empty() || (request.method != "GET" && request.method != "HEAD");
  if (has_body) out.append("content-length: ").append(std::to_string(request.body.size())).append("\r\n");
  out.append("\r\n");
  return true;
}

}  // namespace carillon::net
