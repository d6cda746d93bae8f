#include "base/redaction.hpp"

#include <algorithm>

namespace carillon {
namespace {

constexpr std::string_view begin = "-----BEGIN ";

// "PRIVATE KEY" of a key's armour, the label the filler needs to pass the same pattern; empty when the text
// is no key in PEM.
std::string_view key_label(std::string_view text) noexcept {
  const auto at = text.find(begin);
  if (at == text.npos) return {};
  const auto rest = text.substr(at + begin.size());
  const auto label = rest.substr(0, rest.find('-'));
  const bool is_plain = label.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ ") == label.npos;
  return is_plain && label.ends_with("KEY") ? label : std::string_view();
}

// Characters, not bytes: that is what clients count.
std::string filler_of(std::string_view text) {
  if (const std::string label(key_label(text)); !label.empty())
    return "-----BEGIN " + label + "-----\nREDACTED\n-----END " + label + "-----\n";
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return std::string(static_cast<std::size_t>(std::ranges::count_if(text, begins_character)), '*');
}

void redact_all(json& value) {
  if (value.is_string()) value = filler_of(value.get_ref<const std::string&>());
  if (value.is_structured()) {
    for (auto& inner : value) redact_all(inner);
  }
}

}  // namespace

json redacted(const json& config, secret_fields secrets) {
  json out = config;
  if (!out.is_object()) return redacted_whole(std::move(out));
  for (const auto field : secrets) {
    if (const auto place = out.find(field); place != out.end()) redact_all(*place);
  }
  return out;
}

json redacted_whole(json config) {
  redact_all(config);
  return config;
}

bool is_filler(std::string_view text) noexcept {
  const bool is_pem = text.starts_with(begin) && text.find("-\nREDACTED\n-") != text.npos;
  return is_pem || (!text.empty() && text.find_first_not_of('*') == text.npos);
}

std::string_view filler_in(const json& config, secret_fields secrets) noexcept {
  for (const auto field : secrets) {
    const auto& value = member_of(config, field);
    if (value.is_string() && is_filler(value.get_ref<const std::string&>())) return field;
  }
  return {};
}

json restored(json config, const json& stored, secret_fields secrets) {
  const auto shown = redacted(stored, secrets);
  for (const auto field : secrets) {
    const std::string name(field);
    const bool is_there = config.contains(name) && stored.contains(name);
    if (is_there && config[name] == shown[name]) config[name] = stored[name];
  }
  return config;
}

}  // namespace carillon
