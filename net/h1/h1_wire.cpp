#include "net/h1/h1_wire.hpp"

#include <array>
#include <boost/beast/http/status.hpp>
#include <ctime>

#include "base/json.hpp"

namespace carillon::net {
namespace {

/// RFC 9110 5.6.7, made once a second a thread.
std::string_view http_date() {
  thread_local std::time_t made_at = 0;
  thread_local std::array<char, 32> text{};
  const auto seconds = std::time(nullptr);
  if (seconds != made_at) {
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    made_at = seconds;
  }
  return text.data();
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string_view reason_phrase(int status) noexcept {
  const auto text = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  return {text.data(), text.size()};
}

std::string response_head(const h1_response& response, std::string_view server_name, bool is_closing) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  out.append(reason_phrase(response.status)).append("\r\n");
  append_header(out, "server", server_name);
  append_header(out, "date", http_date());
  const bool may_have_body = response.status != 204 && response.status != 304;
  if (may_have_body) {
    if (!response.content_type.empty() && !response.text().empty()) {
      append_header(out, "content-type", response.content_type);
    }
    append_header(out, "content-length", std::to_string(response.text().size()));
  }
  for (const auto& [name, value] : response.headers) append_header(out, name, value);
  if (is_closing) append_header(out, "connection", "close");
  return out.append("\r\n");
}

std::string default_error_body(std::string_view message) {
  std::string body = R"({"errors":[{"message":")";
  append_json_escaped(body, message);
  return body.append(R"("}]})");
}

}  // namespace carillon::net
