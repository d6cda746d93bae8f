#include "store/integration.hpp"

#include "base/damaged_row.hpp"
#include "base/digest.hpp"
#include "base/stored_record.hpp"
#include "store/record_version.hpp"
#include "store/scripts.gen.hpp"

namespace carillon::store {

namespace {

const net::redis_script put_script("put_integration", scripts::put_integration);

constexpr unsigned most_attempts = 8;
/// Of other services that call us, per thread; a mapping in one has at most 32 KiB.
constexpr std::size_t most_opened = 64;

}  // namespace

integrations::integrations(net::redis& redis, queue::keys names, keyring& keys,
                           std::chrono::milliseconds remembered_for)
    : redis_(redis),
      names_(std::move(names)),
      keyring_(keys),
      changes_(redis_, names_),
      remembered_for_(remembered_for) {}

void integrations::forget(project_id project) {
  cache_.erase(project);
  ++forgotten_;
}

// At rest: version (8 bytes, for the script to compare), then the sealed rest; both bound to the id.
task<result<std::string>> integrations::close(project_id project, integration value) {
  const auto version = pack_version(value.version);
  const auto record = std::string(value.id.raw()) + version;
  json rest = {{"kind", value.kind},
               {"config", std::move(value.config)},
               {"created", to_unix_us(value.created)},
               {"updated", to_unix_us(value.updated)}};
  auto sealed = co_await keyring_.seal({project, "integration", record}, dump_json(rest));
  if (!sealed) co_return sealed.error();
  co_return version + *sealed;
}

task<result<integration>> integrations::open(project_id project, std::string raw_id, std::string stored) {
  const auto id = uuid::from_raw(raw_id);
  if (!id || stored.size() < version_size) co_return error(errc::corrupted, "an integration is damaged");
  const auto record = raw_id + stored.substr(0, version_size);
  const auto text = co_await keyring_.unseal({project, "integration", record}, stored.substr(version_size));
  if (!text) co_return text.error();
  auto rest = json::parse(text->reveal(), nullptr, false);  // ours, and authenticated
  stored_record whole(rest);
  integration out;
  out.id = {*id};
  out.kind = whole.text("kind");
  out.created = from_unix_us(whole.integer("created"));
  out.updated = from_unix_us(whole.integer("updated"));
  out.version = unpack_version(stored);
  if (whole.is_damaged() || !member_of(rest, "config").is_object())
    co_return error(errc::corrupted, "an integration cannot be read");
  out.config = std::move(rest["config"]);
  co_return out;
}

task<result<integration>> integrations::put(project_id project, kind_facts kind, json config) {
  const auto key = keyring_.derive("integration-id");
  const auto own = kind.natural_key.empty() ? std::string() : text_of(config, kind.natural_key);
  const auto digest = hmac_sha256(key.reveal(), {project.raw(), kind.name, std::string_view("\0", 1), own});
  const integration_id id{uuid::v8(digest)};
  const std::string raw_id(id.raw());
  cache_.erase(project);
  if (kind.is_inbound) {  // first: an entry that leads nowhere harms nobody
    auto noted = co_await redis_.call({"SET", names_.webhook_owner(id), project.raw()});
    noted = net::require_success(std::move(noted));
    if (!noted) co_return noted.error();
  }
  for (unsigned attempt = 0; attempt < most_attempts; ++attempt) {
    auto current = co_await redis_.call({"HGET", names_.integrations(project), raw_id});
    current = net::require_success(std::move(current));
    if (!current) co_return current.error();
    integration next{id, std::string(kind.name), config, now(), {}, 0};
    next.updated = next.created;
    next.version = static_cast<std::uint64_t>(to_unix_us(next.updated));
    if (!current->is_nil()) {
      const auto before = co_await open(project, raw_id, current->text);
      if (before) {  // else it is replaced whole: a damaged one cannot be in the way
        next.created = before->created;
        next.config = restored(std::move(next.config), before->config, kind.secrets);
      }
      next.version = std::max(next.version, unpack_version(current->text) + 1);
    }
    if (const auto field = filler_in(next.config, kind.secrets); !field.empty()) {
      co_return error(errc::conflict, "Param '" + std::string(field) +
                                          "' is what was shown in place of a secret, and none is stored");
    }
    const auto stored = co_await close(project, next);
    if (!stored) co_return stored.error();
    auto done = co_await redis_.call(put_script, {names_.integrations(project)},
                                     {raw_id, current->text.substr(0, version_size), *stored});
    done = net::require_success(std::move(done));
    if (!done) co_return done.error();
    cache_.erase(project);
    if (done->integer == 1) {
      const auto noted = co_await changes_.note(project);
      if (!noted) co_return noted.error();  // saved; whoever saves again has it noted
      co_return next;
    }
  }
  co_return error(errc::unavailable, "the integration keeps changing; try again");
}

task<result<std::vector<integration>>> integrations::load(project_id project) {
  const auto known = cache_.find(project);
  if (known != cache_.end() && std::chrono::steady_clock::now() < known->second.until)
    co_return known->second.value;
  auto asked = forgotten_;
  auto fields = co_await redis_.call({"HGETALL", names_.integrations(project)});
  while (asked != forgotten_) {
    asked = forgotten_;
    fields = co_await redis_.call({"HGETALL", names_.integrations(project)});
  }
  fields = net::require_success(std::move(fields));
  if (!fields) co_return fields.error();
  std::vector<integration> all;
  for (std::size_t i = 0; i + 1 < fields->elements.size(); i += 2) {
    auto one = co_await open(project, fields->elements[i].text, fields->elements[i + 1].text);
    if (one) {
      all.push_back(std::move(*one));
    } else if (is_rows_fault(one.error())) {
      const auto id = uuid::from_raw(fields->elements[i].text);
      leave_out("integration", id ? id->to_string() : std::string(), one.error());
    } else {
      co_return one.error();
    }
  }
  std::sort(all.begin(), all.end(), [](const integration& a, const integration& b) {
    return std::tie(a.created, a.id) < std::tie(b.created, b.id);
  });
  cache_.insert_or_assign(project, remembered{all, std::chrono::steady_clock::now() + remembered_for_});
  co_return all;
}

task<result<std::vector<integration>>> integrations::list(project_id project, std::string kind) {
  auto all = co_await load(project);
  if (!all) co_return all.error();
  if (!kind.empty()) std::erase_if(*all, [&](const integration& one) { return one.kind != kind; });
  co_return all;
}

task<result<std::size_t>> integrations::remove(project_id project, kind_facts kind,
                                               std::optional<integration_id> id) {
  cache_.erase(project);
  auto all = co_await list(project, std::string(kind.name));
  if (!all) co_return all.error();
  if (id) std::erase_if(*all, [&](const integration& one) { return one.id != *id; });
  if (all->empty()) co_return std::size_t{0};
  net::redis_command command({"HDEL", names_.integrations(project)});
  for (const auto& one : *all) command.add(one.id.raw());
  auto removed = co_await redis_.call(std::move(command));
  removed = net::require_success(std::move(removed));
  cache_.erase(project);
  if (!removed) co_return removed.error();
  const auto noted = co_await changes_.note(project);
  if (!noted) co_return noted.error();
  for (const auto& one : *all) {
    if (kind.is_inbound) co_await forget_owner(project, one.id);
  }
  co_return static_cast<std::size_t>(removed->integer);
}

// A failure leaves an entry that leads nowhere. A save that came between gets its entry back.
task<> integrations::forget_owner(project_id project, integration_id id) {
  co_await redis_.call({"DEL", names_.webhook_owner(id)});
  const auto is_back = co_await redis_.call({"HEXISTS", names_.integrations(project), id.raw()});
  if (is_back && is_back->integer == 1)
    co_await redis_.call({"SET", names_.webhook_owner(id), project.raw()});
}

task<result<std::shared_ptr<const owned_integration>>> integrations::find_inbound(std::string kind,
                                                                                  integration_id id) {
  auto owner = co_await redis_.call({"GET", names_.webhook_owner(id)});
  owner = net::require_success(std::move(owner));
  if (!owner) co_return owner.error();
  const auto project = owner->is_nil() ? result<uuid>(error(errc::not_found, "no such integration"))
                                       : uuid::from_raw(owner->text);
  if (!project) co_return project.error();
  auto stored = co_await redis_.call({"HGET", names_.integrations({*project}), id.raw()});
  stored = net::require_success(std::move(stored));
  if (!stored) co_return stored.error();
  if (stored->is_nil()) co_return error(errc::not_found, "no such integration");
  const auto known = inbound_.find(id);
  if (known == inbound_.end() || known->second.stored != stored->text) {
    auto one = co_await open({*project}, std::string(id.raw()), stored->text);
    if (!one && !is_rows_fault(one.error())) co_return one.error();
    if (!one) leave_out("integration", id.to_string(), one.error());
    if (!one) co_return error(errc::not_found, "no such integration");
    if (inbound_.size() >= most_opened) inbound_.clear();
    auto made = std::make_shared<const owned_integration>(owned_integration{{*project}, std::move(*one)});
    inbound_.insert_or_assign(id, opened{std::move(stored->text), std::move(made)});
  }
  const auto& found = inbound_.at(id).value;
  if (found->value.kind != kind) co_return error(errc::not_found, "no such integration");
  co_return found;
}

}  // namespace carillon::store
