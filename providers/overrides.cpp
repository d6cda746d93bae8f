#include "providers/overrides.hpp"

#include <array>

#include "providers/apns/override.hpp"
#include "providers/fcm/override.hpp"

namespace carillon::providers {
namespace {

// A push carries 4 or 5 KiB, FCM's for three platforms. Slack and Teams take messages of blocks and cards,
// and e-mail whole documents.
constexpr std::size_t of_push = 16 * 1024;
constexpr std::size_t of_chat = 128 * 1024;
constexpr std::size_t of_mail = 1024 * 1024;

constexpr std::array<override_kind, 14> kinds{{
    {"amazon_ses", provider::ses, of_mail},
    {"android", provider::fcm, of_push},
    {"apns", provider::apns, of_push},
    {"expo", provider::expo, of_push},
    {"fcm", provider::fcm, of_push},
    {"ios", provider::apns, of_push},
    {"mailgun", provider::mailgun, of_mail},
    {"postmark", provider::none, of_mail},
    {"sendgrid", provider::sendgrid, of_mail},
    {"ses", provider::ses, of_mail},
    {"slack", provider::slack, of_chat},
    {"teams", provider::teams, of_chat},
    {"twilio", provider::twilio, of_push},
    {"web_push", provider::web_push, of_push},
}};

/// No more than the bytes of its compact form, and no less than a sixth; stops once past `enough`.
std::size_t least_size(const json& value, std::size_t enough) {
  if (value.is_string()) return value.get_ref<const std::string&>().size() + 2;
  if (!value.is_structured()) return 1;
  std::size_t bytes = 2;
  for (const auto& [key, inner] : value.items()) {
    if (bytes > enough) break;
    bytes += (value.is_object() ? key.size() + 3 : 0) + least_size(inner, enough);
  }
  return bytes;
}

bool fits(const json& value, std::size_t most) {
  return least_size(value, most) <= most && dump_json(value).size() <= most;
}

}  // namespace

std::span<const override_kind> override_kinds() noexcept {
  return kinds;
}

override_check check_override(const override_kind& kind, const json& given) {
  if (!given.is_object()) return std::nullopt;
  if (!fits(given, kind.most_bytes)) {
    return override_fault{"", "should have at most " + std::to_string(kind.most_bytes) + " bytes"};
  }
  if (kind.via == provider::apns) return apns::check_override(given);
  if (kind.via == provider::fcm) return fcm::check_override(given);
  return std::nullopt;
}

override_check check_override(provider via, const json& given) {
  const auto* const found = std::ranges::find(kinds, via, &override_kind::via);
  return found == kinds.end() ? std::nullopt : check_override(*found, given);
}

}  // namespace carillon::providers
