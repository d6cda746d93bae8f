#include "store/webhook_endpoint.hpp"

#include <algorithm>

#include "base/damaged_row.hpp"
#include "base/json.hpp"
#include "base/stored_record.hpp"
#include "queue/event_news.hpp"
#include "store/record_version.hpp"
#include "store/scripts.gen.hpp"

namespace carillon::store {
namespace {

const net::redis_script put_script("put_endpoint", scripts::put_endpoint);

constexpr unsigned most_attempts = 8;
constexpr std::string_view seal_kind = "webhook_endpoint";

std::vector<std::string> texts_of(const json& list) {
  std::vector<std::string> out;
  for (const auto& each : list) {
    if (each.is_string()) out.push_back(each.get<std::string>());
  }
  return out;
}

json to_record(const webhook_endpoint& value) {
  auto former = json::array();
  for (const auto& each : value.former)
    former.push_back({{"text", each.text.reveal()}, {"until", to_unix_us(each.until)}});
  return {{"url", value.url},
          {"description", value.description},
          {"events", value.events},
          {"categories", value.categories},
          {"enabled", value.is_enabled},
          {"secret", value.signing_secret.reveal()},
          {"former", std::move(former)},
          {"created", to_unix_us(value.created)},
          {"updated", to_unix_us(value.updated)}};
}

void add_cursors(std::vector<std::string>& args, const queue::tail_cursors& ends) {
  for (std::size_t p = 0; p < ends.size(); ++p) {
    if (!ends[p]) continue;
    args.push_back("c" + std::to_string(p));
    args.push_back(queue::cursor_text(*ends[p]));
  }
}

}  // namespace

result<void> rotate_secret(webhook_endpoint& of, secret fresh, std::chrono::seconds overlap, timestamp at) {
  if (fresh == of.signing_secret) return error(errc::conflict, "the secret is the present one");
  if (overlap.count() == 0) of.former.clear();
  std::erase_if(of.former, [&](const auto& each) { return each.until <= at; });
  if (overlap.count() > 0) of.former.insert(of.former.begin(), {of.signing_secret, at + overlap});
  if (of.former.size() > most_former_secrets)
    return error(errc::conflict, "three former secrets count still: without an overlap all of them end");
  of.signing_secret = std::move(fresh);
  return {};
}

bool is_wanted(const webhook_endpoint& by, std::string_view type,
               const std::optional<std::string>& category) {
  const auto names_it = [&](const std::string& name) {
    if (!name.ends_with(".*")) return name == type;
    return type.starts_with(std::string_view(name).substr(0, name.size() - 1));
  };
  if (!by.events.empty() && std::ranges::none_of(by.events, names_it)) return false;
  return by.categories.empty() ||
         (category && std::ranges::find(by.categories, *category) != by.categories.end());
}

webhook_endpoints::webhook_endpoints(net::redis& redis, queue::keys names, keyring& keys)
    : redis_(redis), names_(names), keyring_(keys), tail_(redis, std::move(names)) {}

// At rest as an integration is: version (8 bytes, for the script to compare), then the sealed rest; both
// bound to the id.
task<result<std::string>> webhook_endpoints::close(project_id project, webhook_endpoint value) {
  const auto version = pack_version(value.version);
  const auto record = std::string(value.id.raw()) + version;
  auto sealed = co_await keyring_.seal({project, seal_kind, record}, dump_json(to_record(value)));
  if (!sealed) co_return sealed.error();
  co_return version + *sealed;
}

task<result<webhook_endpoint>> webhook_endpoints::open(project_id project, std::string raw_id,
                                                       std::string stored) {
  const error damaged(errc::corrupted, "a webhook endpoint cannot be read");
  const auto id = uuid::from_raw(raw_id);
  if (!id || stored.size() < version_size) co_return damaged;
  const auto record = raw_id + stored.substr(0, version_size);
  const auto text = co_await keyring_.unseal({project, seal_kind, record}, stored.substr(version_size));
  if (!text) co_return text.error();
  const auto rest = json::parse(text->reveal(), nullptr, false);  // ours, and authenticated
  stored_record whole(rest);
  webhook_endpoint out;
  out.id = {*id};
  out.url = whole.text("url");
  out.description = whole.text("description");
  out.events = texts_of(whole.list("events"));
  out.categories = texts_of(whole.list("categories"));
  out.is_enabled = whole.flag("enabled", true);
  out.signing_secret = secret(whole.text("secret"));
  for (const auto& each : whole.list("former")) {
    stored_record one(each);
    out.former.push_back({secret(one.text("text")), from_unix_us(one.integer("until"))});
    if (one.is_damaged()) co_return damaged;
  }
  out.created = from_unix_us(whole.integer("created"));
  out.updated = from_unix_us(whole.integer("updated"));
  out.version = unpack_version(stored);
  if (whole.is_damaged()) co_return damaged;
  co_return out;
}

// Beside the record and not in it: who calls the endpoint switches it off, and seals nothing.
task<result<void>> webhook_endpoints::read_switches(project_id project, std::vector<webhook_endpoint>& of) {
  std::vector<net::redis_command> commands;
  for (const auto& one : of) commands.push_back({"HGET", names_.endpoint_progress(project, one.id), "off"});
  auto replies = co_await redis_.pipeline(std::move(commands));
  for (std::size_t at = 0; at < of.size(); ++at) {
    auto reply = net::require_success(std::move(replies[at]));
    if (!reply) co_return reply.error();
    of[at].switched_off = std::move(reply->text);
  }
  co_return result<void>();
}

task<result<std::vector<webhook_endpoint>>> webhook_endpoints::list(project_id project) {
  auto fields = co_await redis_.call({"HGETALL", names_.endpoints(project)});
  fields = net::require_success(std::move(fields));
  if (!fields) co_return fields.error();
  std::vector<webhook_endpoint> all;
  for (std::size_t at = 0; at + 1 < fields->elements.size(); at += 2) {
    const auto& raw_id = fields->elements[at].text;
    auto one = co_await open(project, raw_id, fields->elements[at + 1].text);
    if (one) {
      all.push_back(std::move(*one));
    } else if (is_rows_fault(one.error())) {
      const auto id = uuid::from_raw(raw_id);
      leave_out("webhook_endpoint", id ? id->to_string() : std::string(), one.error());
    } else {
      co_return one.error();
    }
  }
  const auto read = co_await read_switches(project, all);
  if (!read) co_return read.error();
  std::ranges::sort(all, {}, [](const webhook_endpoint& one) { return std::pair(one.created, one.id); });
  co_return all;
}

task<result<webhook_endpoint>> webhook_endpoints::find(project_id project, integration_id id) {
  auto stored = co_await redis_.call({"HGET", names_.endpoints(project), id.raw()});
  stored = net::require_success(std::move(stored));
  if (!stored) co_return stored.error();
  if (stored->is_nil()) co_return error(errc::not_found, "no such webhook endpoint");
  auto found = co_await open(project, std::string(id.raw()), std::move(stored->text));
  if (!found) co_return found.error();
  std::vector<webhook_endpoint> one;
  one.push_back(std::move(*found));
  const auto read = co_await read_switches(project, one);
  if (!read) co_return read.error();
  co_return std::move(one.front());
}

task<result<webhook_endpoints::put_outcome>> webhook_endpoints::put(project_id project, webhook_endpoint next,
                                                                    std::string version_read,
                                                                    std::size_t most, start begins) {
  auto stored = co_await close(project, next);
  if (!stored) co_return stored.error();
  std::vector<std::string> args{std::string(next.id.raw()), std::move(version_read), std::move(*stored),
                                std::to_string(most), begins == start::anew ? "1" : ""};
  if (begins == start::anew) {
    const auto ends = co_await tail_.ends(project);
    if (!ends) co_return ends.error();
    add_cursors(args, *ends);
  }
  auto done = co_await redis_.call(
      put_script, {names_.endpoints(project), names_.endpoint_progress(project, next.id)}, std::move(args));
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  const auto outcome = static_cast<put_outcome>(done->integer);
  if (outcome == put_outcome::done) co_await queue::event_news(redis_, names_).tell(project);
  co_return outcome;
}

task<result<webhook_endpoint>> webhook_endpoints::create(project_id project, webhook_endpoint wanted,
                                                         std::size_t most) {
  wanted.created = wanted.updated = now();
  wanted.id = integration_id::make(wanted.created);
  wanted.version = static_cast<std::uint64_t>(to_unix_us(wanted.created));
  // First: a project that is listed and has none harms nobody.
  auto listed = co_await redis_.call({"SADD", names_.projects_with_endpoints(), project.raw()});
  listed = net::require_success(std::move(listed));
  if (!listed) co_return listed.error();
  const auto outcome = co_await put(project, wanted, {}, most, start::anew);
  if (!outcome) co_return outcome.error();
  if (*outcome == put_outcome::done) co_return wanted;
  co_return error(errc::conflict, "a project has at most " + std::to_string(most) + " webhook endpoints");
}

task<result<webhook_endpoint>> webhook_endpoints::change(
    project_id project, integration_id id, std::function<result<void>(webhook_endpoint&)> edit) {
  for (unsigned attempt = 0; attempt < most_attempts; ++attempt) {
    auto next = co_await find(project, id);
    if (!next) co_return next.error();
    const auto read = next->version;
    const bool was_called = next->is_called();
    next->is_enabled = was_called;
    const auto edited = edit(*next);
    if (!edited) co_return edited.error();
    const bool begins_anew = next->is_enabled && !was_called;
    if (begins_anew) next->switched_off.clear();
    next->updated = now();
    std::erase_if(next->former, [&](const former_secret& each) { return each.until <= next->updated; });
    next->version = std::max(static_cast<std::uint64_t>(to_unix_us(next->updated)), read + 1);
    // `most` is for those that are new.
    const auto outcome =
        co_await put(project, *next, pack_version(read), 0, begins_anew ? start::anew : start::kept);
    if (!outcome) co_return outcome.error();
    if (*outcome == put_outcome::done) co_return next;
  }
  co_return error(errc::unavailable, "the webhook endpoint keeps changing; try again");
}

task<result<void>> webhook_endpoints::remove(project_id project, integration_id id) {
  auto removed = co_await redis_.call({"HDEL", names_.endpoints(project), id.raw()});
  removed = net::require_success(std::move(removed));
  if (!removed) co_return removed.error();
  if (removed->integer == 0) co_return error(errc::not_found, "no such webhook endpoint");
  co_await queue::event_news(redis_, names_).tell(project);
  auto kept =
      co_await redis_.call({"UNLINK", names_.endpoint_progress(project, id),
                            names_.endpoint_retries(project, id), names_.endpoint_attempts(project, id)});
  kept = net::require_success(std::move(kept));
  if (!kept) co_return kept.error();
  auto left = co_await redis_.call({"HLEN", names_.endpoints(project)});
  left = net::require_success(std::move(left));
  if (!left) co_return left.error();
  if (left->integer > 0) co_return result<void>();
  co_await redis_.call({"SREM", names_.projects_with_endpoints(), project.raw()});
  // One that came between gets its place back.
  const auto is_back = co_await redis_.call({"EXISTS", names_.endpoints(project)});
  if (is_back && is_back->integer == 1)
    co_await redis_.call({"SADD", names_.projects_with_endpoints(), project.raw()});
  co_return result<void>();
}

task<result<std::vector<project_id>>> webhook_endpoints::projects() {
  auto members = co_await redis_.call({"SMEMBERS", names_.projects_with_endpoints()});
  members = net::require_success(std::move(members));
  if (!members) co_return members.error();
  std::vector<project_id> found;
  for (const auto& each : members->elements) {
    if (const auto id = uuid::from_raw(each.text)) found.push_back({*id});
  }
  co_return found;
}

}  // namespace carillon::store
