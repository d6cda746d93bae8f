#include "tests/support/http_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace carillon::test {

std::string http_answer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

json http_answer::parsed() const {
  auto value = parse_json(body, {.max_bytes = body.size() + 1, .max_depth = 64, .max_values = 10'000'000});
  return value ? std::move(*value) : json();
}

std::string http_answer::message() const {
  const auto value = parsed();
  return value.is_object() && value.contains("errors") ? value["errors"][0].value("message", "")
                                                       : std::string();
}

std::string http_answer::code() const {
  const auto value = parsed();
  return value.is_object() && value.contains("errors") ? value["errors"][0].value("code", "") : std::string();
}

http_client::http_client(std::uint16_t port) : port_(port) {
  connect();
}

http_client::~http_client() {
  ::close(socket_);
}

void http_client::connect() {
  if (socket_ >= 0) ::close(socket_);
  buffer_.clear();
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0) throw std::runtime_error("no socket to be had");
  const timeval patience{20, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in peer{};
  peer.sin_family = AF_INET;
  peer.sin_port = htons(port_);
  peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0) {
    throw std::runtime_error("nobody listens");
  }
}

http_answer http_client::send(const http_call& call) {
  std::string bytes = call.method + ' ' + call.target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  if (!call.bearer.empty()) bytes += "Authorization: Bearer " + call.bearer + "\r\n";
  bool has_type = false;
  for (const auto& [name, value] : call.headers) {
    bytes.append(name).append(": ").append(value).append("\r\n");
    has_type = has_type || name == "Content-Type";
  }
  if (!call.body.empty() && !has_type) bytes += "Content-Type: application/json\r\n";
  if (!call.body.empty() || call.method == "POST") {
    bytes += "Content-Length: " + std::to_string(call.body.size()) + "\r\n";
  }
  bytes += "\r\n" + call.body;
  write(bytes);
  auto answer = read(call.method == "HEAD");
  if (answer.status == 0 || answer.header("connection") == "close") connect();
  return answer;
}

void http_client::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;  // closed on us: the read will tell
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

bool http_client::read_more() {
  std::array<char, 65536> bytes;
  const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (count > 0) buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0;
}

http_answer http_client::read(bool to_head) {
  http_answer answer;
  std::size_t head_end = 0;
  while ((head_end = buffer_.find("\r\n\r\n")) == buffer_.npos) {
    if (!read_more()) return answer;
  }
  answer.status = std::stoi(buffer_.substr(9, 3));
  std::size_t at = buffer_.find("\r\n") + 2;
  while (at < head_end) {
    const auto end = buffer_.find("\r\n", at);
    const auto colon = buffer_.find(':', at);
    auto name = buffer_.substr(at, colon - at);
    for (char& c : name) c = static_cast<char>(std::tolower(c));
    answer.headers[name] = buffer_.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  buffer_.erase(0, head_end + 4);
  const auto length = answer.header("content-length");
  if (to_head || length.empty()) return answer;
  const std::size_t size = std::stoul(length);
  while (buffer_.size() < size) {
    if (!read_more()) return http_answer{};
  }
  answer.body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return answer;
}

std::string http_client::read_to_end() {
  while (read_more()) {
  }
  return std::exchange(buffer_, {});
}

}  // namespace carillon::test
