#include "store/keyring.hpp"

#include <algorithm>
#include <map>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/seal.hpp"
#include "store/scripts.gen.hpp"

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

/// What the key in a field of the keyring is bound to.
std::string associated_with(std::string_view field) {
  if (field == server_field) return "server-secret|v1";
  return "dek|" + std::string(field.substr(std::min(project_prefix.size(), field.size()))) + "|v1";
}

/// Empty when it is of another version or damaged.
std::string_view master_of(std::string_view wrapped) {
  if (!wrapped.starts_with(version) || wrapped.size() < version.size() + kek_id_size) return {};
  return wrapped.substr(version.size(), kek_id_size);
}

std::string raw_id(const secret& master) {
  const auto digest = hmac_sha256(master.reveal(), {"kek-id"});
  return std::string(as_text(digest).substr(0, kek_id_size));
}

const net::redis_script replace_script("replace_wrapped_key", scripts::replace_wrapped_key);

}  // namespace

std::string master_key_id(const secret& key) {
  return hex_encode(raw_id(key));
}

task<result<keys_at_rest>> look_at_keys(net::redis& redis, queue::keys names) {
  auto count = co_await redis.call({"HLEN", names.keyring()});
  count = net::require_success(std::move(count));
  if (!count) co_return count.error();
  keys_at_rest found{static_cast<std::size_t>(count->integer), {}};
  if (found.count == 0) co_return found;
  auto wrapped = co_await redis.call({"HGET", names.keyring(), server_field});
  wrapped = net::require_success(std::move(wrapped));
  if (!wrapped) co_return wrapped.error();
  found.master_key = hex_encode(master_of(wrapped->text));
  co_return found;
}

keyring::keyring(net::redis& redis, queue::keys names, master_keys masters)
    : redis_(redis), names_(std::move(names)) {
  const auto add = [this](secret key) {
    auto id = raw_id(key);
    masters_.push_back({std::move(id), std::move(key)});
  };
  add(std::move(masters.current));
  for (auto& other : masters.others) add(std::move(other));
}

task<result<void>> keyring::open() {
  for (const auto& master : masters_) {
    if (master.key.size() != key_size) co_return error(errc::configuration, "a master key needs 32 bytes");
  }
  const std::string field(server_field);
  auto made = co_await load_or_make(field, associated_with(field), when_absent::make);
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
    const auto wrapped = wrap(secret(random_string(key_size)), associated);
    auto stored = co_await redis_.call({"HSETNX", names_.keyring(), field, wrapped});
    stored = net::require_success(std::move(stored));
    if (!stored) co_return stored.error();
    found = co_await redis_.call({"HGET", names_.keyring(), field});
    found = net::require_success(std::move(found));
    if (!found) co_return found.error();
  }
  co_return open_wrapped(found->text, associated);
}

std::string keyring::wrap(const secret& key, std::string_view associated) const {
  const auto& master = masters_.front();
  return std::string(version) + master.id + carillon::seal(master.key, key.reveal(), associated);
}

result<secret> keyring::open_wrapped(std::string_view wrapped, std::string_view associated) const {
  const auto id = master_of(wrapped);
  if (id.empty()) return error(errc::configuration, "the keyring in Redis is of another version or damaged");
  const auto master = std::ranges::find(masters_, id, &master::id);
  if (master == masters_.end())
    return error(errc::configuration, "the master key is not the one this Redis was written with");
  auto opened = carillon::unseal(master->key, wrapped.substr(version.size() + kek_id_size), associated);
  if (!opened || opened->size() != key_size)
    return error(errc::configuration, "the keyring in Redis is damaged, or the master key is not its own");
  return std::move(*opened);
}

task<result<secret>> keyring::data_key(project_id project, when_absent policy) {
  if (const auto known = data_keys_.find(project); known != data_keys_.end()) co_return known->second;
  const auto field = project_field(project);
  auto loaded = co_await load_or_make(field, associated_with(field), policy);
  if (loaded) data_keys_.insert_or_assign(project, *loaded);
  co_return loaded;
}

task<result<std::string>> keyring::seal(seal_context context, std::string plaintext) {
  const secret guarded(std::move(plaintext));
  const auto associated = associated_data(context);
  auto key = co_await data_key(context.project, when_absent::make);
  if (!key) co_return key.error();
  co_return std::string(version) + masters_.front().id + carillon::seal(*key, guarded.reveal(), associated);
}

task<result<secret>> keyring::unseal(seal_context context, std::string sealed) {
  const auto associated = associated_data(context);
  if (master_of(sealed).empty())
    co_return error(errc::corrupted, "a sealed record is of another version or damaged");
  auto key = co_await data_key(context.project, when_absent::refuse);
  if (!key) co_return key.error();
  co_return carillon::unseal(*key, std::string_view(sealed).substr(version.size() + kek_id_size), associated);
}

secret keyring::derive(std::string_view purpose) const {
  if (server_secret_.empty()) throw unexpected_error({errc::internal, "keyring::derive() before open()"});
  return secret(std::string(as_text(hmac_sha256(server_secret_.reveal(), {purpose}))));
}

task<result<std::size_t>> keyring::rewrap() {
  auto fields = co_await redis_.call({"HGETALL", names_.keyring()});
  fields = net::require_success(std::move(fields));
  if (!fields) co_return fields.error();
  std::size_t done = 0;
  std::size_t strange = 0;
  for (std::size_t index = 0; index + 1 < fields->elements.size(); index += 2) {
    const auto& field = fields->elements[index].text;
    const auto& wrapped = fields->elements[index + 1].text;
    if (master_of(wrapped) == masters_.front().id) continue;
    const auto associated = associated_with(field);
    const auto key = open_wrapped(wrapped, associated);
    if (!key) {
      ++strange;
      continue;
    }
    auto replaced =
        co_await redis_.call(replace_script, {names_.keyring()}, {field, wrapped, wrap(*key, associated)});
    replaced = net::require_success(std::move(replaced));
    if (!replaced) co_return replaced.error();
    done += static_cast<std::size_t>(replaced->integer);
  }
  if (strange > 0)
    co_return error(errc::configuration, std::to_string(strange) +
                                             " keys are wrapped by a master key that is not here, " +
                                             std::to_string(done) + " were wrapped anew");
  co_return done;
}

task<result<std::vector<wrapping>>> keyring::wrappings() {
  auto wrapped = co_await redis_.call({"HVALS", names_.keyring()});
  wrapped = net::require_success(std::move(wrapped));
  if (!wrapped) co_return wrapped.error();
  std::map<std::string, std::size_t> counts;
  for (const auto& each : wrapped->elements) ++counts[std::string(master_of(each.text))];
  const auto& current = masters_.front().id;
  std::vector<wrapping> out{{hex_encode(current), counts[current], true, true}};
  for (const auto& [id, keys] : counts) {
    if (id == current) continue;
    const bool is_known = std::ranges::find(masters_, id, &master::id) != masters_.end();
    out.push_back({hex_encode(id), keys, false, is_known});
  }
  co_return out;
}

task<result<void>> keyring::forget_project(project_id project) {
  data_keys_.erase(project);
  auto removed = co_await redis_.call({"HDEL", names_.keyring(), project_field(project)});
  removed = net::require_success(std::move(removed));
  if (!removed) co_return removed.error();
  co_return result<void>();
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
