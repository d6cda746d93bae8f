#include "store/project_removal.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <charconv>

#include "store/key_sweep.hpp"
#include "store/scripts.gen.hpp"

namespace carillon::store {

namespace {

using namespace std::chrono_literals;

const net::redis_script mark_script("mark_removal", scripts::mark_removal);

constexpr unsigned most_rounds = 100;

/// What stays to the end: the record with the mark, the numbers that close the project's partitions, and the
/// integrations, which lead to what webhooks left.
bool stays(std::string_view kind) noexcept {
  return kind == "prj" || kind == "seq" || kind == "int";
}

error stopped() {
  return {errc::cancelled, "interrupted: what is left of the project is still there, and it stays refused"};
}

}  // namespace

project_removal::project_removal(net::redis& redis, queue::keys names, keyring& keys, removal_options options)
    : redis_(redis),
      names_(names),
      keyring_(keys),
      options_(std::move(options)),
      moving_(redis, std::move(names)) {}

task<result<removal_progress>> project_removal::run(project_id project) {
  const auto began = co_await begin(project);
  if (!began) co_return began.error();
  auto removed = co_await remove_what_is_left(project);
  if (!removed) co_return removed.error();
  const auto waited = co_await wait_until(*began + options_.settles_after);
  if (!waited) co_return waited.error();
  // What was written before everybody knew is found now; usually nothing is.
  for (unsigned round = 0; *removed > 0 || round == 0; ++round) {
    if (round == most_rounds) co_return error(errc::unavailable, "somebody keeps writing to the project");
    removed = co_await remove_what_is_left(project);
    if (!removed) co_return removed.error();
  }
  const auto ended = co_await end(project);
  if (!ended) co_return ended.error();
  co_return progress_;
}

// The mark makes everybody's next look at the record find no project; the message makes them look now. Issued
// tokens and webhooks are found through keys of their own, so that those go here as well.
task<result<timestamp>> project_removal::begin(project_id project) {
  auto known = co_await redis_.call({"HGET", names_.project(project), "pk"});
  known = net::require_success(std::move(known));
  if (!known) co_return known.error();
  if (known->is_nil()) {  // nothing, or all but the data key was removed
    const auto all = co_await keyring_.known_projects();
    if (!all) co_return all.error();
    if (std::ranges::find(*all, project) == all->end()) co_return error(errc::not_found, "no such project");
    co_return timestamp();
  }
  const auto now_us = std::to_string(to_unix_us(now()));
  std::vector<std::string> record = {names_.project(project)};
  auto marked = co_await redis_.call(mark_script, std::move(record), {now_us});
  marked = net::require_success(std::move(marked));
  if (!marked) co_return marked.error();
  std::vector<net::redis_command> commands;
  commands.push_back({"HGET", names_.project(project), "del"});
  commands.push_back({"UNLINK", names_.jwts(project, "project")});
  commands.push_back({"UNLINK", names_.jwts(project, "user")});
  commands.push_back({"SREM", names_.projects_with_endpoints(), project.raw()});
  commands.push_back({"PUBLISH", names_.project_channel(project), queue::project_is_going});
  auto replies = co_await redis_.pipeline(std::move(commands));
  for (const auto& reply : replies) {
    const auto done = net::require_success(reply);
    if (!done) co_return done.error();
  }
  const auto& mark = replies[0]->text;
  std::int64_t began_us = 0;
  std::from_chars(mark.data(), mark.data() + mark.size(), began_us);
  const auto closed = co_await moving_.close(project);
  if (!closed) co_return closed.error();
  co_return from_unix_us(began_us);
}

task<result<std::uint64_t>> project_removal::remove_what_is_left(project_id project) {
  auto integrations = co_await remove_integrations(project);
  if (!integrations) co_return integrations.error();
  const auto on_removed = [this] {
    ++progress_.broadcasts;
    options_.on_progress(progress_);
    return !options_.should_stop();
  };
  const auto broadcasts = co_await moving_.remove_broadcasts(project, on_removed);
  if (!broadcasts) co_return broadcasts.error().code == errc::cancelled ? stopped() : broadcasts.error();
  const auto id = queue::short_id(project.value);
  const chooser is_left = [id](const queue::keys::name_parts& key) {
    return key.owner == id && !stays(key.kind);
  };
  const auto swept = co_await sweep("{*:" + id + "*", is_left);
  if (!swept) co_return swept.error();
  co_return *integrations + *broadcasts + *swept;
}

task<result<std::set<std::string>>> project_removal::integrations_of(project_id project) {
  auto ids = co_await redis_.call({"HKEYS", names_.integrations(project)});
  ids = net::require_success(std::move(ids));
  if (!ids) co_return ids.error();
  std::set<std::string> out;
  for (const auto& raw : ids->elements) {
    if (const auto id = uuid::from_raw(raw.text)) out.insert(queue::short_id(*id));
  }
  co_return out;
}

// First where webhooks find them, then what webhooks left, then the integrations that lead to both.
task<result<std::uint64_t>> project_removal::remove_integrations(project_id project) {
  const auto ids = co_await integrations_of(project);
  if (!ids) co_return ids.error();
  if (ids->empty()) co_return std::uint64_t{0};
  std::vector<std::string> doors;
  for (const auto& id : *ids) {
    const auto parsed = queue::parse_short_id(id);
    if (!parsed) co_return parsed.error();
    doors.push_back(names_.webhook_owner({*parsed}));
    doors.push_back(names_.webhook_refused({*parsed}));
  }
  const auto shut = co_await unlink_all(redis_, std::move(doors));
  if (!shut) co_return shut.error();
  const chooser is_theirs = [known = *ids](const queue::keys::name_parts& key) {
    return key.kind == "ws" && known.contains(std::string(key.owner));
  };
  const auto swept = co_await sweep("{*:ws:*", is_theirs);
  if (!swept) co_return swept.error();
  std::vector<std::string> last = {names_.integrations(project)};
  const auto removed = co_await unlink_all(redis_, std::move(last));
  if (!removed) co_return removed.error();
  progress_.keys += *shut + *removed;
  co_return *shut + *swept + *removed;
}

void project_removal::note_seen() {
  progress_.keys_seen += key_sweep::keys_a_call;
  options_.on_progress(progress_);
}

task<result<std::uint64_t>> project_removal::sweep(std::string pattern, chooser is_wanted) {
  key_sweep walk(redis_, names_, pattern);
  std::uint64_t removed = 0;
  while (!walk.is_over()) {
    if (options_.should_stop()) co_return stopped();
    auto found = co_await walk.next();
    if (!found) co_return found.error();
    std::erase_if(*found, [&](const std::string& key) { return !is_wanted(names_.parts_of(key)); });
    const auto gone = co_await unlink_all(redis_, std::move(*found));
    if (!gone) co_return gone.error();
    removed += *gone;
    progress_.keys += *gone;
    note_seen();
  }
  co_return removed;
}

/// By the wall clock, for another run may have begun; never longer than if this one had.
task<result<void>> project_removal::wait_until(timestamp settled) {
  const auto left = std::min<std::chrono::nanoseconds>(settled - now(), options_.settles_after);
  const auto deadline = std::chrono::steady_clock::now() + left;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  while (std::chrono::steady_clock::now() < deadline) {
    if (options_.should_stop()) co_return stopped();
    progress_.is_waiting = true;
    options_.on_progress(progress_);
    timer.expires_at(std::min(deadline, std::chrono::steady_clock::now() + 200ms));
    co_await timer.async_wait(no_throw);
  }
  progress_.is_waiting = false;
  co_return result<void>();
}

/// Found by their value: a replacement that was interrupted may have left one the record does not name.
task<result<void>> project_removal::remove_public_keys(project_id project) {
  key_sweep walk(redis_, names_, "{*:pk:*");
  while (!walk.is_over()) {
    if (options_.should_stop()) co_return stopped();
    auto found = co_await walk.next();
    if (!found) co_return found.error();
    std::vector<net::redis_command> reads;
    for (const auto& key : *found) {
      if (names_.parts_of(key).kind == "pk") reads.push_back({"GET", key});
    }
    std::vector<std::string> ours;
    for (const auto& command : reads) ours.push_back(command.words[1]);
    const auto owners = co_await redis_.pipeline(std::move(reads));
    std::vector<std::string> gone;
    for (std::size_t place = 0; place < owners.size(); ++place) {
      const auto owner = net::require_success(owners[place]);
      if (!owner) co_return owner.error();
      if (owner->text == project.raw()) gone.push_back(std::move(ours[place]));
    }
    const auto removed = co_await unlink_all(redis_, std::move(gone));
    if (!removed) co_return removed.error();
    progress_.keys += *removed;
    note_seen();
  }
  co_return result<void>();
}

task<result<void>> project_removal::end(project_id project) {
  auto done = co_await remove_public_keys(project);
  if (!done) co_return done;
  done = co_await moving_.forget(project);
  if (!done) co_return done;
  std::vector<std::string> record = {names_.project(project)};
  const auto removed = co_await unlink_all(redis_, std::move(record));
  if (!removed) co_return removed.error();
  progress_.keys += *removed;
  auto unlisted = co_await redis_.call({"ZREM", names_.changed_projects(), project.raw()});
  unlisted = net::require_success(std::move(unlisted));
  if (!unlisted) co_return unlisted.error();
  done = co_await keyring_.forget_project(project);
  co_return done;
}

}  // namespace carillon::store
