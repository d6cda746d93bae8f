// Messages, people and responses for tests of e-mail providers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "providers/provider.hpp"

namespace carillon::providers::email {

inline const timestamp noon = *parse_rfc3339("2026-11-23T12:00:00Z");

inline message said(std::string title, std::string content) {
  message out;
  out.broadcast = *broadcast_id::parse("0190a5c0-0000-7000-8000-000000000001");
  out.over = channel::email;
  out.title = std::move(title);
  out.content = std::move(content);
  out.begins = noon;
  return out;
}

/// People with addresses, ids that count up, and links of their own.
class people {
 public:
  explicit people(std::vector<std::string> addresses) : addresses_(std::move(addresses)) {
    for (std::size_t at = 0; at < addresses_.size(); ++at) {
      auto& one = items_.emplace_back();
      links_.push_back("https://n.example/u/" + std::to_string(at));
      one.notification.value.bytes[15] = static_cast<std::uint8_t>(at);
      one.notification.value.bytes[14] = 1;
      one.delivery.value.bytes[15] = static_cast<std::uint8_t>(at);
      one.delivery.value.bytes[14] = 2;
    }
    for (std::size_t at = 0; at < items_.size(); ++at) {
      items_[at].to.text = addresses_[at];
      items_[at].unsubscribe_url = links_[at];
    }
  }
  people(const people&) = delete;
  people& operator=(const people&) = delete;

  std::span<const item> all() const noexcept { return items_; }
  std::vector<item>& items() noexcept { return items_; }

 private:
  std::vector<std::string> addresses_, links_;
  std::vector<item> items_;
};

inline net::wire_response answered(int status, std::string body, std::vector<std::string> kept = {}) {
  net::wire_response out;
  out.status = status;
  out.body = std::move(body);
  out.kept = std::move(kept);
  return out;
}

/// What one answer means for each of `count`.
inline std::vector<answer> read(const request_template& by, const net::wire_response& response,
                                std::size_t count = 1) {
  std::vector<std::string> addresses;
  for (std::size_t at = 0; at < count; ++at) addresses.push_back("p" + std::to_string(at) + "@x.example");
  const people asked(std::move(addresses));
  std::vector<answer> told(count);
  by.read(response, asked.all(), noon, told);
  return told;
}

inline std::string header_of(const net::wire_request& request, std::string_view name) {
  for (const auto& each : request.headers) {
    if (each.name == name) return each.value;
  }
  return {};
}

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace carillon::providers::email
