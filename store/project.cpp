#include "store/project.hpp"

#include <charconv>

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::store {

namespace {

using namespace std::chrono_literals;

constexpr auto remembered_for = 5s;

constexpr std::string_view seal_kind = "project_secret";

std::string make_public_key() {
  return "pk_" + base64url_encode(random_string(24));
}  // 32 characters
std::string make_secret_key() {
  return "sk_" + base64url_encode(random_string(32));
}  // 43 characters

}  // namespace

projects::projects(net::redis& redis, queue::keys names, keyring& keys)
    : redis_(redis), names_(std::move(names)), keyring_(keys) {}

// The record comes last: until then the public key leads nowhere and the data key belongs to nobody.
task<result<project>> projects::create(std::string name) {
  project made;
  made.created = now();
  made.id = project_id::make(made.created);
  made.name = std::move(name);
  made.public_key = make_public_key();
  made.secret_key = secret(make_secret_key());

  const auto sealed =
      co_await keyring_.seal({made.id, seal_kind, made.id.raw()}, std::string(made.secret_key.reveal()));
  if (!sealed) co_return sealed.error();
  auto stored = co_await redis_.call({"SET", names_.project_by_public_key(made.public_key), made.id.raw()});
  stored = net::require_success(std::move(stored));
  if (!stored) co_return stored.error();
  stored = co_await redis_.call({"HSET", names_.project(made.id), "name", made.name, "pk", made.public_key,
                                 "sk", *sealed, "c", std::to_string(to_unix_us(made.created))});
  stored = net::require_success(std::move(stored));
  if (!stored) co_return stored.error();
  co_return made;
}

task<result<project>> projects::find(project_id id) {
  const auto known = cache_.find(id);
  if (known != cache_.end() && std::chrono::steady_clock::now() < known->second.until)
    co_return known->second.value;
  auto fields = co_await redis_.call({"HMGET", names_.project(id), "name", "pk", "sk", "c"});
  fields = net::require_success(std::move(fields));
  if (!fields) co_return fields.error();
  if (fields->elements.size() != 4 || fields->elements[2].is_nil()) {
    cache_.erase(id);
    co_return error(errc::not_found, "no such project");
  }
  auto opened = co_await keyring_.unseal({id, seal_kind, id.raw()}, fields->elements[2].text);
  if (!opened) co_return opened.error();

  project found{id, fields->elements[0].text, fields->elements[1].text, std::move(*opened), {}};
  const auto& created = fields->elements[3].text;
  std::int64_t created_us = 0;
  std::from_chars(created.data(), created.data() + created.size(), created_us);
  found.created = from_unix_us(created_us);
  cache_.insert_or_assign(id, remembered{found, std::chrono::steady_clock::now() + remembered_for});
  co_return found;
}

task<result<project>> projects::find_by_public_key(std::string public_key) {
  const auto known = public_keys_.find(public_key);
  if (known != public_keys_.end()) {
    auto found = co_await find(known->second);
    co_return found;
  }
  auto raw = co_await redis_.call({"GET", names_.project_by_public_key(public_key)});
  raw = net::require_success(std::move(raw));
  if (!raw) co_return raw.error();
  if (raw->is_nil()) co_return error(errc::not_found, "no such project");
  const auto id = uuid::from_raw(raw->text);
  if (!id) co_return id.error();
  auto found = co_await find(project_id{*id});
  if (found) public_keys_.insert_or_assign(std::move(public_key), project_id{*id});
  co_return found;
}

task<result<std::vector<project>>> projects::list() {
  auto ids = co_await keyring_.known_projects();
  if (!ids) co_return ids.error();
  std::sort(ids->begin(), ids->end());  // version 7: by creation
  std::vector<project> all;
  for (const auto& id : *ids) {
    auto found = co_await find(id);
    if (found) {
      all.push_back(std::move(*found));
    } else if (found.error().code != errc::not_found) {
      co_return found.error();
    }
  }
  co_return all;
}

}  // namespace carillon::store
