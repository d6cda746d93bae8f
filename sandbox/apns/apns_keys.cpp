#include "sandbox/apns/apns_keys.hpp"

#include <algorithm>

#include "sandbox/credential_entry.hpp"

namespace carillon::sandbox {
namespace {

result<std::vector<std::string>> read_topics(const json& entry) {
  std::vector<std::string> topics;
  const auto listed = entry.find("topics");
  if (listed == entry.end()) return topics;
  if (!listed->is_array()) return error(errc::invalid_argument, "topics: a list of strings is expected");
  for (const json& topic : *listed) {
    if (!topic.is_string()) return error(errc::invalid_argument, "topics: a list of strings is expected");
    topics.push_back(topic.get<std::string>());
  }
  return topics;
}

result<apns_credential> read_apns(const json& entry) {
  auto team_id = read_text(entry, "team_id");
  if (!team_id) return team_id.error();
  auto key_id = read_text(entry, "key_id");
  if (!key_id) return key_id.error();
  auto key = read_key(entry, key_kind::p256);
  if (!key) return key.error();
  auto topics = read_topics(entry);
  if (!topics) return topics.error();
  auto environment = read_text_or(entry, "environment", "both");
  if (!environment) return environment.error();
  if (*environment != "production" && *environment != "development" && *environment != "both") {
    return error(errc::invalid_argument, "environment: production, development or both");
  }
  return apns_credential{.team_id = *team_id,
                         .key_id = *key_id,
                         .key = *key,
                         .topics = *topics,
                         .is_production_allowed = *environment != "development",
                         .is_development_allowed = *environment != "production"};
}

}  // namespace

bool apns_credential::allows(std::string_view topic) const noexcept {
  return topics.empty() || std::ranges::find(topics, topic) != topics.end();
}

result<apns_keys> apns_keys::parse(const json& listed) {
  auto keys = read_entries<apns_credential>(listed, read_apns);
  if (!keys) return keys.error();
  apns_keys made;
  made.keys_ = std::move(*keys);
  return made;
}

const apns_credential* apns_keys::find(std::string_view key_id) const noexcept {
  const auto found = std::ranges::find(keys_, key_id, &apns_credential::key_id);
  return found == keys_.end() ? nullptr : &*found;
}

}  // namespace carillon::sandbox
