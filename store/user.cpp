#include "store/user.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <charconv>
#include <deque>

#include "store/redis_batch.hpp"
#include "store/user_record.hpp"
#include "store/user_upsert.hpp"

namespace carillon::store {

namespace {

using namespace std::chrono_literals;

task<void> pause(std::chrono::milliseconds duration) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, duration);
  co_await timer.async_wait(no_throw);
}

}  // namespace

users::users(net::redis& redis, queue::keys names, keyring& keys)
    : redis_(redis), names_(std::move(names)), keyring_(keys) {}

const identities& users::ids() {
  if (!ids_) ids_.emplace(names_, keyring_.derive("user-id"));
  return *ids_;
}

task<result<user>> users::upsert(project_id project, user_fields fields, std::optional<timestamp> said) {
  std::vector<user_fields> one;
  one.push_back(std::move(fields));
  const auto refs = co_await upsert_many(project, std::move(one), said);
  if (!refs.front()) co_return refs.front().error();
  auto found = co_await find(project, refs.front()->id);
  co_return found;
}

task<std::vector<result<user_ref>>> users::upsert_many(project_id project, std::vector<user_fields> fields,
                                                       std::optional<timestamp> said) {
  std::deque<user_upsert> upserts;  // they do not move
  for (const auto& one : fields) upserts.emplace_back(ids(), names_, project, one, said);
  std::vector<user_upsert*> open;
  for (;;) {
    open.clear();
    bool wants_pause = false;
    redis_batch batch(redis_);
    for (auto& one : upserts) {
      if (one.has_ended()) continue;
      wants_pause = wants_pause || one.wants_pause();
      open.push_back(&one);
    }
    if (open.empty()) break;
    if (wants_pause) co_await pause(15ms);
    for (auto* one : open) one->send(batch);
    const auto replies = co_await batch.run();
    for (auto* one : open) one->receive(replies);
  }
  std::vector<result<user_ref>> outcomes;
  outcomes.reserve(upserts.size());
  for (const auto& one : upserts) outcomes.push_back(one.outcome());
  co_return outcomes;
}

task<result<user>> users::find(project_id project, user_id id) {
  const auto key = names_.user(queue::partition_of(project, id), project, id);
  auto fields = co_await redis_.call({"HGETALL", key});
  fields = net::require_success(std::move(fields));
  if (!fields) co_return fields.error();
  co_return parse_user(id, *fields);
}

task<result<timestamp>> users::clock() {
  auto time = co_await redis_.call({"TIME"});
  time = net::require_success(std::move(time));
  if (!time) co_return time.error();
  std::array<std::int64_t, 2> parts{};
  for (std::size_t i = 0; i < parts.size() && i < time->elements.size(); ++i) {
    const auto& text = time->elements[i].text;
    std::from_chars(text.data(), text.data() + text.size(), parts[i]);
  }
  co_return from_unix_us(parts[0] * 1'000'000 + parts[1]);
}

}  // namespace carillon::store
