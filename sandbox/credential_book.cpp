#include "sandbox/credential_book.hpp"

#include <algorithm>
#include <utility>

namespace carillon::sandbox {
namespace {

result<std::string> read_text(const json& entry, const char* name) {
  if (!entry.is_object()) return error(errc::invalid_argument, "a credential must be an object");
  const auto found = entry.find(name);
  if (found == entry.end() || !found->is_string() || found->get_ref<const std::string&>().empty()) {
    return error(errc::invalid_argument, std::string(name) + ": a string is required");
  }
  return found->get<std::string>();
}

result<std::string> read_text_or(const json& entry, const char* name, std::string_view fallback) {
  if (entry.contains(name)) return read_text(entry, name);
  return std::string(fallback);
}

result<verifying_key> read_key(const json& entry, key_kind kind) {
  auto pem = read_text(entry, "public_key");
  if (!pem) return pem.error();
  return verifying_key::from_pem(*pem, kind);
}

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

result<service_account> read_account(const json& entry) {
  auto project_id = read_text(entry, "project_id");
  if (!project_id) return project_id.error();
  auto client_email = read_text(entry, "client_email");
  if (!client_email) return client_email.error();
  auto key = read_key(entry, key_kind::rsa);
  if (!key) return key.error();
  auto private_key_id = read_text_or(entry, "private_key_id", "");
  if (!private_key_id) return private_key_id.error();
  return service_account{.project_id = *project_id,
                         .client_email = *client_email,
                         .private_key_id = *private_key_id,
                         .key = *key};
}

template <class Entry, class Reader>
result<std::vector<Entry>> read_list(const json& document, const char* name, Reader read) {
  std::vector<Entry> entries;
  const auto listed = document.find(name);
  if (listed == document.end()) return entries;
  if (!listed->is_array()) return error(errc::invalid_argument, std::string(name) + ": a list is expected");
  for (const json& item : *listed) {
    auto entry = read(item);
    if (!entry) {
      const std::string place = std::string(name) + "[" + std::to_string(entries.size()) + "] ";
      return error(entry.error().code, place + entry.error().detail);
    }
    entries.push_back(std::move(*entry));
  }
  return entries;
}

}  // namespace

bool apns_credential::allows(std::string_view topic) const noexcept {
  return topics.empty() || std::ranges::find(topics, topic) != topics.end();
}

result<credential_book> credential_book::parse(const json& document) {
  if (!document.is_object()) return error(errc::invalid_argument, "credentials: an object is expected");
  credential_book book;
  auto apns = read_list<apns_credential>(document, "apns", read_apns);
  if (!apns) return apns.error();
  auto accounts = read_list<service_account>(document, "fcm", read_account);
  if (!accounts) return accounts.error();
  book.apns_ = std::move(*apns);
  book.accounts_ = std::move(*accounts);
  return book;
}

const apns_credential* credential_book::find_apns_key(std::string_view key_id) const noexcept {
  const auto found = std::ranges::find(apns_, key_id, &apns_credential::key_id);
  return found == apns_.end() ? nullptr : &*found;
}

const service_account* credential_book::find_account(std::string_view client_email) const noexcept {
  const auto found = std::ranges::find(accounts_, client_email, &service_account::client_email);
  return found == accounts_.end() ? nullptr : &*found;
}

bool credential_book::has_project(std::string_view project_id) const noexcept {
  return std::ranges::find(accounts_, project_id, &service_account::project_id) != accounts_.end();
}

bool credential_book::may_send(std::string_view client_email, std::string_view project_id) const noexcept {
  return std::ranges::any_of(accounts_, [&](const service_account& account) {
    return account.client_email == client_email && account.project_id == project_id;
  });
}

}  // namespace carillon::sandbox
