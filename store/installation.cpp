#include "store/installation.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/damaged_row.hpp"
#include "store/record_version.hpp"
#include "store/redis_batch.hpp"
#include "store/scripts.gen.hpp"

namespace carillon::store {

namespace {

const net::redis_script put_script("put_installations", scripts::put_installations);

constexpr unsigned most_attempts = 8;

/// `expires_in` counts from now.
void note_end(json& one) {
  const json life = member_of(one, "expires_in");
  one.erase("expires_at");
  if (!life.is_number_integer()) return;
  const auto seconds = std::clamp<std::int64_t>(life.get<std::int64_t>(), 0, std::int64_t{1} << 32);
  one["expires_at"] = to_unix_ms(now()) / 1000 + seconds;
}

std::string record_of(user_id owner, std::string_view version) {
  return std::string(owner.raw()).append(version);
}

}  // namespace

std::string slack_installation_name(const json& one) {
  return text_of(one, "app_id") + '-' + text_of(member_of(one, "team"), "id");
}

void replace_workspace(installation_set& among, json one) {
  auto name = slack_installation_name(one);
  among.slack[std::move(name)] = std::move(one);
}

const json* find_workspace(const installation_set& all, std::string_view name) noexcept {
  if (name.empty()) return nullptr;
  if (const auto& exact = member_of(all.slack, name); exact.is_object()) return &exact;
  for (const auto& one : all.slack) {
    if (text_of(one, "id") == name || text_of(member_of(one, "team"), "id") == name) return &one;
  }
  return nullptr;
}

installations::installations(net::redis& redis, queue::keys names, keyring& keys)
    : redis_(redis), names_(std::move(names)), keyring_(keys) {}

// At rest: version (8 bytes, for the script to compare), then the sealed rest; both bound to the user.
task<result<installation_set>> installations::open(project_id project, user_id owner, std::string stored) {
  if (stored.size() < version_size) co_return error(errc::corrupted, "a user's installations are damaged");
  const auto record = record_of(owner, std::string_view(stored).substr(0, version_size));
  const auto text = co_await keyring_.unseal({project, "installations", record}, stored.substr(version_size));
  if (!text) co_return text.error();
  auto rest = json::parse(text->reveal(), nullptr, false);  // ours, and authenticated
  if (!rest.is_object()) co_return error(errc::corrupted, "a user's installations cannot be read");
  installation_set out;
  if (rest.contains("inbox")) out.inbox = std::move(rest["inbox"]);
  if (rest.contains("slack")) out.slack = std::move(rest["slack"]);
  // Both are read member by member later.
  if (!out.slack.is_object() || !(out.inbox.is_object() || out.inbox.is_null()))
    co_return error(errc::corrupted, "a user's installations cannot be read");
  co_return out;
}

task<result<installation_set>> installations::of(project_id project, user_ref owner) {
  const auto page = names_.installations(owner.where, project, owner.number / queue::page_size);
  auto stored = co_await redis_.call({"HGET", page, std::to_string(owner.number % queue::page_size)});
  stored = net::require_success(std::move(stored));
  if (!stored) co_return stored.error();
  if (stored->is_nil()) co_return installation_set{};
  auto opened = co_await open(project, owner.id, std::move(stored->text));
  co_return opened;
}

task<result<std::vector<installation_set>>> installations::of_each(project_id project,
                                                                   std::vector<user_ref> owners) {
  redis_batch batch(redis_);
  for (const auto& owner : owners) {
    batch.add({"HGET", names_.installations(owner.where, project, owner.number / queue::page_size),
               std::to_string(owner.number % queue::page_size)});
  }
  auto replies = co_await batch.run();
  std::vector<installation_set> all(owners.size());
  for (std::size_t each = 0; each < owners.size(); ++each) {
    auto& stored = replies[each];
    if (!stored) co_return stored.error();
    if (stored->is_nil()) continue;
    auto opened = co_await open(project, owners[each].id, std::move(stored->text));
    if (opened) {
      all[each] = std::move(*opened);
    } else if (is_rows_fault(opened.error())) {
      leave_out("installations", owners[each].id.to_string(), opened.error());
    } else {
      co_return opened.error();
    }
  }
  co_return all;
}

task<result<void>> installations::update(project_id project, user_ref owner, change apply) {
  const auto page = names_.installations(owner.where, project, owner.number / queue::page_size);
  for (unsigned attempt = 0; attempt < most_attempts; ++attempt) {
    auto current = co_await redis_.call({"HGET", page, std::to_string(owner.number % queue::page_size)});
    current = net::require_success(std::move(current));
    if (!current) co_return current.error();
    result<installation_set> all = installation_set();
    if (!current->is_nil()) all = co_await open(project, owner.id, current->text);
    if (!all && all.error().code == errc::corrupted) all = installation_set();  // it cannot be in the way
    if (!all) co_return all.error();
    const auto applied = apply(*all);
    if (!applied) co_return applied.error();
    const auto version = pack_version(unpack_version(current->text) + 1);
    const auto record = record_of(owner.id, version);
    const json rest = {{"inbox", std::move(all->inbox)}, {"slack", std::move(all->slack)}};
    auto text = dump_json(rest);
    if (text.size() > most_installation_bytes)
      co_return error(errc::too_large, "a user's installations may have at most 256 KiB together");
    const auto sealed = co_await keyring_.seal({project, "installations", record}, std::move(text));
    if (!sealed) co_return sealed.error();
    std::vector<std::string> keys = {names_.user(owner.where, project, owner.id), page};
    auto done = co_await redis_.call(
        put_script, std::move(keys),
        {std::to_string(owner.number), current->text.substr(0, version_size), version + *sealed});
    done = net::require_success(std::move(done));
    if (!done) co_return done.error();
    if (done->integer < 0) co_return error(errc::not_found, "no such user");
    if (done->integer > 0) co_return result<void>();
  }
  co_return error(errc::unavailable, "the installations keep changing; try again");
}

task<result<void>> installations::save_inbox(project_id project, user_ref owner, json config) {
  change apply = [config = std::move(config)](installation_set& all) {
    all.inbox = config;
    return result<void>();
  };
  auto done = co_await update(project, owner, std::move(apply));
  co_return done;
}

task<result<void>> installations::renew_workspace(project_id project, user_ref owner, json one,
                                                  std::string traded) {
  note_end(one);
  change apply = [one = std::move(one), traded = std::move(traded)](installation_set& all) {
    const auto name = slack_installation_name(one);
    if (text_of(member_of(all.slack, name), "refresh_token") == traded) all.slack[name] = one;
    return result<void>();
  };
  auto done = co_await update(project, owner, std::move(apply));
  co_return done;
}

task<result<void>> installations::save_slack(project_id project, user_ref owner, json one) {
  note_end(one);
  change apply = [one = std::move(one)](installation_set& all) -> result<void> {
    const auto name = slack_installation_name(one);
    if (!all.slack.contains(name) && all.slack.size() >= most_slack_installations)
      return error(errc::too_large, "a user may have at most 50 Slack installations");
    all.slack[name] = one;
    return result<void>();
  };
  auto done = co_await update(project, owner, std::move(apply));
  co_return done;
}

}  // namespace carillon::store
