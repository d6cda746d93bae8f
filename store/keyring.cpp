#include "store/keyring.hpp"

#include "base/digest.hpp"
#include "base/seal.hpp"

namespace carillon::store {

namespace {

constexpr std::string_view version = "v1";
constexpr std::size_t kek_id_size = 4;
constexpr std::size_t key_size = 32;
constexpr std::string_view server_field = "server";
constexpr std::string_view project_prefix = "dek:";  // followed by the project's 16 bytes

// Lengths in front, so that no two contexts share their bytes.
std::string associated_data(const seal_context& context) {
  std::string out(context.project.raw());
  for (const auto part : {context.kind, context.record, version}) {
    out += std::to_string(part.size()) + ":";
    out += part;
  }
  return out;
}

std::string project_field(project_id project) {
  return std::string(project_prefix) + std::string(project.raw());
}

}  // namespace

keyring::keyring(net::redis& redis, queue::keys names, secret master_key)
    : redis_(redis), names_(std::move(names)), master_key_(std::move(master_key)) {
  kek_id_ = as_text(hmac_sha256(master_key_.reveal(), {"kek-id"})).substr(0, kek_id_size);
}

task<result<void>> keyring::open() {
  if (master_key_.size() != key_size) co_return error(errc::configuration, "the master key needs 32 bytes");
  auto made = co_await load_or_make(std::string(server_field), "server-secret|v1", when_absent::make);
  if (!made) co_return made.error();
  server_secret_ = std::move(*made);
  co_return result<void>();
}

// HSETNX, then read back: of two processes at their first start both end with the first one's key.
task<result<secret>> keyring::load_or_make(std::string field, std::string associated, when_absent policy) {
  auto found = co_await redis_.call({"HGET", names_.keyring(), field});
  found = net::require_success(std::move(found));
  if (!found) co_return found.error();
  if (found->is_nil()) {
    if (policy == when_absent::refuse) co_return error(errc::corrupted, "the project has no data key");
    const secret fresh(random_string(key_size));
    const auto wrapped =
        std::string(version) + kek_id_ + carillon::seal(master_key_, fresh.reveal(), associated);
    auto stored = co_await redis_.call({"HSETNX", names_.keyring(), field, wrapped});
    stored = net::require_success(std::move(stored));
    if (!stored) co_return stored.error();
    found = co_await redis_.call({"HGET", names_.keyring(), field});
    found = net::require_success(std::move(found));
    if (!found) co_return found.error();
  }
  co_return open_wrapped(found->text, associated);
}

result<secret> keyring::open_wrapped(std::string_view wrapped, std::string_view associated) const {
  if (!wrapped.starts_with(version) || wrapped.size() < version.size() + kek_id_size)
    return error(errc::configuration, "the keyring in Redis is of another version or damaged");
  wrapped.remove_prefix(version.size());
  if (wrapped.substr(0, kek_id_size) != kek_id_)
    return error(errc::configuration, "the master key is not the one this Redis was written with");
  auto opened = carillon::unseal(master_key_, wrapped.substr(kek_id_size), associated);
  if (!opened || opened->size() != key_size)
    return error(errc::configuration, "the keyring in Redis is damaged, or the master key is not its own");
  return std::move(*opened);
}

task<result<secret>> keyring::data_key(project_id project, when_absent policy) {
  if (const auto known = data_keys_.find(project); known != data_keys_.end()) co_return known->second;
  const auto associated = "dek|" + std::string(project.raw()) + "|v1";
  auto loaded = co_await load_or_make(project_field(project), associated, policy);
  if (loaded) data_keys_.insert_or_assign(project, *loaded);
  co_return loaded;
}

task<result<std::string>> keyring::seal(seal_context context, std::string plaintext) {
  const secret guarded(std::move(plaintext));
  const auto associated = associated_data(context);
  auto key = co_await data_key(context.project, when_absent::make);
  if (!key) co_return key.error();
  co_return std::string(version) + kek_id_ + carillon::seal(*key, guarded.reveal(), associated);
}

task<result<secret>> keyring::unseal(seal_context context, std::string sealed) {
  const auto associated = associated_data(context);
  const auto header = version.size() + kek_id_size;
  if (!sealed.starts_with(version) || sealed.size() < header)
    co_return error(errc::corrupted, "a sealed record is of another version or damaged");
  if (std::string_view(sealed).substr(version.size(), kek_id_size) != kek_id_)
    co_return error(errc::configuration, "a record was sealed under another master key");
  auto key = co_await data_key(context.project, when_absent::refuse);
  if (!key) co_return key.error();
  co_return carillon::unseal(*key, std::string_view(sealed).substr(header), associated);
}

secret keyring::derive(std::string_view purpose) const {
  if (server_secret_.empty()) throw unexpected_error({errc::internal, "keyring::derive() before open()"});
  return secret(std::string(as_text(hmac_sha256(server_secret_.reveal(), {purpose}))));
}

task<result<std::vector<project_id>>> keyring::known_projects() {
  auto fields = co_await redis_.call({"HKEYS", names_.keyring()});
  fields = net::require_success(std::move(fields));
  if (!fields) co_return fields.error();
  std::vector<project_id> projects;
  for (const auto& field : fields->elements) {
    if (!field.text.starts_with(project_prefix)) continue;
    const auto id = uuid::from_raw(std::string_view(field.text).substr(project_prefix.size()));
    if (!id) co_return id.error();
    projects.push_back({*id});
  }
  co_return projects;
}

}  // namespace carillon::store
