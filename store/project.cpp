// At rest: HASH prj with name, pk, sk (sealed), c (us); while another key takes their place sk0, sk0u, pk0,
// pk0u (until, us); del (us) once its deletion began. Beside it an index entry for each public key that
// counts.
#include "store/project.hpp"

#include <algorithm>
#include <charconv>

#include "base/damaged_row.hpp"
#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::store {

namespace {

constexpr std::string_view seal_kind = "project_secret";
constexpr std::size_t key_id_size = 12;

timestamp time_in(const std::string& text) {
  std::int64_t us = 0;
  std::from_chars(text.data(), text.data() + text.size(), us);
  return from_unix_us(us);
}

}  // namespace

std::array<const secret*, 2> project::secret_keys_at(timestamp at) const noexcept {
  const bool has_former = former_secret_key && at < former_secret_key->until;
  return {&secret_key, has_former ? &former_secret_key->value : nullptr};
}

bool project::answers_to(std::string_view offered, timestamp at) const noexcept {
  if (offered == public_key) return true;
  return former_public_key && offered == former_public_key->value && at < former_public_key->until;
}

std::string secret_key_id(const secret& key) {
  const auto digest = hmac_sha256(key.reveal(), {"secret-key-id"});
  return base64url_encode(as_text(digest).substr(0, key_id_size));
}

std::string make_public_key() {
  return "pk_" + base64url_encode(random_string(24));
}
secret make_secret_key() {
  return secret("sk_" + base64url_encode(random_string(32)));
}

projects::projects(net::redis& redis, queue::keys names, keyring& keys)
    : redis_(redis), names_(std::move(names)), keyring_(keys) {}

// The record comes last: until then the public key leads nowhere and the data key belongs to nobody.
task<result<project>> projects::create(std::string name) {
  project made;
  made.created = now();
  made.id = project_id::make(made.created);
  made.name = std::move(name);
  made.public_key = make_public_key();
  made.secret_key = make_secret_key();

  const auto sealed = co_await seal(made.id, made.secret_key);
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

/// The former key is bound to the same record: replacing it moves it as it is.
task<result<std::string>> projects::seal(project_id id, const secret& key) {
  auto sealed = co_await keyring_.seal({id, seal_kind, id.raw()}, std::string(key.reveal()));
  co_return sealed;
}

task<result<project>> projects::load(project_id id) {
  auto fields = co_await redis_.call(
      {"HMGET", names_.project(id), "name", "pk", "sk", "c", "sk0", "sk0u", "pk0", "pk0u", "del"});
  fields = net::require_success(std::move(fields));
  if (!fields) co_return fields.error();
  if (fields->elements.size() != 9 || fields->elements[1].is_nil())
    co_return error(errc::not_found, "no such project");
  const auto field = [&](std::size_t place) -> const std::string& { return fields->elements[place].text; };
  project found{id, field(0), field(1), {}, time_in(field(3))};
  found.is_being_deleted = !fields->elements[8].is_nil();
  if (found.is_being_deleted) co_return found;  // its data key may be gone

  const seal_context context{id, seal_kind, id.raw()};
  auto opened = co_await keyring_.unseal(context, field(2));
  if (!opened) co_return opened.error();
  found.secret_key = std::move(*opened);
  const auto at = now();
  if (!field(4).empty() && at < time_in(field(5))) {
    auto former = co_await keyring_.unseal(context, field(4));
    if (!former) co_return former.error();
    found.former_secret_key = former_key<secret>{std::move(*former), time_in(field(5))};
  }
  if (!field(6).empty() && at < time_in(field(7)))
    found.former_public_key = former_key<std::string>{field(6), time_in(field(7))};
  co_return found;
}

task<result<std::shared_ptr<const project>>> projects::find(project_id id) {
  const auto known = cache_.find(id);
  if (known != cache_.end() && std::chrono::steady_clock::now() < known->second.until)
    co_return known->second.value;
  const auto read_before = changes_;
  auto loaded = co_await load(id);
  if (loaded && loaded->is_being_deleted) loaded = error(errc::not_found, "the project is being deleted");
  if (!loaded) {
    if (loaded.error().code == errc::not_found) cache_.erase(id);
    co_return loaded.error();
  }
  std::shared_ptr<const project> found = std::make_shared<project>(std::move(*loaded));
  if (read_before == changes_)
    cache_.insert_or_assign(id, remembered{found, std::chrono::steady_clock::now() + remembered_for});
  co_return found;
}

task<result<std::shared_ptr<const project>>> projects::find_by_public_key(std::string public_key) {
  const auto known = public_keys_.find(public_key);
  const bool is_known = known != public_keys_.end();
  std::optional<project_id> id;
  if (is_known) {
    id = known->second;
  } else {
    auto raw = co_await redis_.call({"GET", names_.project_by_public_key(public_key)});
    raw = net::require_success(std::move(raw));
    if (!raw) co_return raw.error();
    if (raw->is_nil()) co_return error(errc::not_found, "no such project");
    const auto parsed = uuid::from_raw(raw->text);
    if (!parsed) co_return parsed.error();
    id = project_id{*parsed};
  }
  auto found = co_await find(*id);
  if (found && !(*found)->answers_to(public_key, now()))
    found = error(errc::not_found, "the public key was replaced");
  if (!found) {
    if (found.error().code == errc::not_found) public_keys_.erase(public_key);
  } else if (!is_known) {
    public_keys_.insert_or_assign(std::move(public_key), *id);
  }
  co_return found;
}

task<result<std::vector<project>>> projects::list() {
  auto ids = co_await keyring_.known_projects();
  if (!ids) co_return ids.error();
  std::sort(ids->begin(), ids->end());  // version 7: by creation
  std::vector<project> all;
  for (const auto& id : *ids) {
    auto found = co_await load(id);
    if (found) {
      all.push_back(std::move(*found));
    } else if (is_rows_fault(found.error())) {
      leave_out("project", id.to_string(), found.error());
    } else if (found.error().code != errc::not_found) {
      co_return found.error();
    }
  }
  co_return all;
}

}  // namespace carillon::store
