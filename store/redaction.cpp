// What GET shows of an integration: secrets replaced by filler of the same shape, because clients check the
// answer with the rules of the request (rest-contract.md 2).
#include <algorithm>
#include <array>

#include "store/integration.hpp"

namespace carillon::store {

namespace {

enum class shape : std::uint8_t {
  text,  ///< as many asterisks as it has characters
  pem,   ///< the armour around the word REDACTED
};

struct row {
  std::string_view kind, field;
  shape as;
};

constexpr std::array table = {
    row{"apns", "certificate", shape::pem},
    row{"fcm", "private_key", shape::pem},
    row{"awssns", "webhook_signing_secret", shape::text},
    row{"github", "webhook_signing_secret", shape::text},
    row{"stripe", "webhook_signing_secret", shape::text},
    row{"expo", "access_token", shape::text},
    row{"mailgun", "api_key", shape::text},
    row{"sendgrid", "api_key", shape::text},
    row{"ses", "secret_key", shape::text},
    row{"slack", "client_secret", shape::text},
    row{"slack", "signing_secret", shape::text},
    row{"twilio", "api_secret", shape::text},
    row{"web_push", "private_key", shape::text},
    row{"smtp", "password", shape::text},
};

// Kinds with nothing to hide.
constexpr std::array<std::string_view, 5> open_kinds = {"inbox", "templates", "ping_email", "eventsource",
                                                        "magicbell_slackbot"};

// "BEGIN PRIVATE KEY" of the key's own label, so that the filler passes the same pattern.
std::string redact_pem(std::string_view pem) {
  constexpr std::string_view begin = "BEGIN ";
  std::string label = "PRIVATE KEY";
  const auto at = pem.find(begin);
  const auto end = at == std::string_view::npos ? at : pem.find('-', at);
  if (end != std::string_view::npos) {
    const auto found = pem.substr(at + begin.size(), end - at - begin.size());
    const bool is_plain = found.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ ") == std::string_view::npos;
    if (!found.empty() && is_plain) label = found;
  }
  return "-----BEGIN " + label + "-----\nREDACTED\n-----END " + label + "-----\n";
}

// Characters, not bytes: that is what clients count.
std::string redact_text(std::string_view text) {
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return std::string(static_cast<std::size_t>(std::ranges::count_if(text, begins_character)), '*');
}

// Nothing is known of the kind, so nothing of it is shown.
void redact_all(json& value) {
  if (value.is_string()) value = redact_text(value.get_ref<const std::string&>());
  if (value.is_structured()) {
    for (auto& inner : value) redact_all(inner);
  }
}

}  // namespace

json redacted(std::string_view kind, const json& config) {
  json out = config;
  bool is_known = std::find(open_kinds.begin(), open_kinds.end(), kind) != open_kinds.end();
  for (const auto& [of_kind, field, as] : table) {
    if (of_kind != kind) continue;
    is_known = true;
    if (!out.is_object() || !out.contains(field)) continue;
    auto& value = out[std::string(field)];
    if (as == shape::pem && value.is_string()) {
      value = redact_pem(value.get_ref<const std::string&>());
    } else {
      redact_all(value);
    }
  }
  if (!is_known) redact_all(out);
  return out;
}

bool is_filler(std::string_view text) noexcept {
  const bool is_pem = text.starts_with("-----BEGIN ") && text.find("-\nREDACTED\n-") != text.npos;
  return is_pem || (!text.empty() && text.find_first_not_of('*') == text.npos);
}

std::string_view filler_in(std::string_view kind, const json& config) noexcept {
  for (const auto& [of_kind, field, as] : table) {
    if (of_kind != kind) continue;
    const auto& value = member_of(config, field);
    if (value.is_string() && is_filler(value.get_ref<const std::string&>())) return field;
  }
  return {};
}

json restored(std::string_view kind, json config, const json& stored) {
  const auto shown = redacted(kind, stored);
  for (const auto& [of_kind, field, as] : table) {
    const bool is_there = of_kind == kind && config.contains(field) && stored.contains(field);
    if (is_there && config[std::string(field)] == shown[std::string(field)])
      config[std::string(field)] = stored[std::string(field)];
  }
  return config;
}

}  // namespace carillon::store
