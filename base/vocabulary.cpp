#include "base/vocabulary.hpp"

#include <array>
#include <utility>

namespace carillon {
namespace {

constexpr std::array<std::string_view, 8> names_of_channels{"",      "in_app", "mobile_push", "web_push",
                                                            "email", "sms",    "slack",       "teams"};
constexpr std::array<std::string_view, 15> provider_names{
    "none",       "apns", "fcm",    "expo",  "web_push", "ses",       "sendgrid", "mailgun",
    "ping_email", "smtp", "twilio", "slack", "teams",    "magicbell", "webhook"};
constexpr std::array<std::string_view, 9> state_names{"pending", "intent",  "delivered", "failed", "retry",
                                                      "skipped", "expired", "revoked",   "unknown"};
constexpr std::array<std::string_view, 3> lane_names{"hi", "std", "bulk"};

template <class Names, class Enum>
std::string_view name_of(const Names& names, Enum value) noexcept {
  const auto index = static_cast<std::size_t>(value);
  return index < names.size() ? names[index] : std::string_view("?");
}

}  // namespace

std::string_view to_string(channel value) noexcept {
  return name_of(names_of_channels, value);
}
std::string_view to_string(provider value) noexcept {
  return name_of(provider_names, value);
}
std::string_view to_string(delivery_state value) noexcept {
  return name_of(state_names, value);
}
std::string_view to_string(lane value) noexcept {
  return name_of(lane_names, value);
}

std::optional<channel> parse_channel(std::string_view text) noexcept {
  for (std::size_t i = 1; i < names_of_channels.size(); ++i) {
    if (names_of_channels[i] == text) return static_cast<channel>(i);
  }
  return std::nullopt;
}

std::vector<std::string_view> channel_names() {
  return {names_of_channels.begin() + 1, names_of_channels.end()};
}

}  // namespace carillon
