#include "sandbox/fcm/google_accounts.hpp"

#include <algorithm>

#include "sandbox/credential_entry.hpp"

namespace carillon::sandbox {
namespace {

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

}  // namespace

const service_account* google_accounts::find(std::string_view client_email) const noexcept {
  const auto found = std::ranges::find(accounts, client_email, &service_account::client_email);
  return found == accounts.end() ? nullptr : &*found;
}

bool google_accounts::has_project(std::string_view project_id) const noexcept {
  return std::ranges::find(accounts, project_id, &service_account::project_id) != accounts.end();
}

bool google_accounts::may_send(std::string_view client_email, std::string_view project_id) const noexcept {
  return std::ranges::any_of(accounts, [&](const service_account& account) {
    return account.client_email == client_email && account.project_id == project_id;
  });
}

result<std::vector<service_account>> parse_accounts(const json& listed) {
  return read_entries<service_account>(listed, read_account);
}

}  // namespace carillon::sandbox
