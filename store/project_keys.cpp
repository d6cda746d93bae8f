// Replacing a project's keys while requests go on.
#include "store/project.hpp"
#include "store/scripts.gen.hpp"

namespace carillon::store {

namespace {

const net::redis_script rotate_script("rotate_keys", scripts::rotate_keys);

}  // namespace

task<result<project>> projects::announce(project_id id) {
  forget(id);
  auto told = co_await redis_.call({"PUBLISH", names_.project_channel(id), queue::project_has_changed});
  told = net::require_success(std::move(told));
  if (!told) co_return told.error();
  auto changed = co_await load(id);
  co_return changed;
}

task<result<project>> projects::rotate(project_id id, key_rotation wanted) {
  const auto swapped = co_await swap_keys(id, wanted);
  if (!swapped) co_return swapped.error();
  auto changed = co_await announce(id);
  co_return changed;
}

// The new public key's index entry comes before the record and the former one's goes after it: an entry whose
// key the project does not answer to leads nowhere.
task<result<void>> projects::swap_keys(project_id id, key_rotation wanted) {
  auto before = co_await redis_.call({"HMGET", names_.project(id), "sk", "pk"});
  before = net::require_success(std::move(before));
  if (!before) co_return before.error();
  if (before->elements.size() != 2 || before->elements[0].is_nil())
    co_return error(errc::not_found, "no such project");
  const std::string former_public_key = before->elements[1].text;

  result<std::string> sealed = std::string();
  if (wanted.has_secret_key) {
    const auto fresh = make_secret_key();
    sealed = co_await seal(id, fresh);
  }
  if (!sealed) co_return sealed.error();
  const std::string public_key = wanted.has_public_key ? make_public_key() : std::string();
  if (wanted.has_public_key) {
    auto noted = co_await redis_.call({"SET", names_.project_by_public_key(public_key), id.raw()});
    noted = net::require_success(std::move(noted));
    if (!noted) co_return noted.error();
  }

  const auto at = now();
  const bool is_cut = wanted.overlap.count() == 0;
  const auto until = at + wanted.overlap;
  std::vector<std::string> args = {before->elements[0].text,
                                   former_public_key,
                                   *sealed,
                                   public_key,
                                   is_cut ? "0" : std::to_string(to_unix_us(until)),
                                   std::to_string(to_unix_us(at))};
  auto done = co_await redis_.call(rotate_script, {names_.project(id)}, std::move(args));
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  const bool is_swapped = done->integer == 1;
  if (wanted.has_public_key) {
    const auto entry = names_.project_by_public_key(is_swapped ? former_public_key : public_key);
    net::redis_command end = {"UNLINK", entry};
    if (is_swapped && !is_cut) end = {"PEXPIREAT", entry, std::to_string(to_unix_ms(until))};
    co_await redis_.call(std::move(end));
  }
  if (done->integer < 0) co_return error(errc::conflict, "a former key still counts");
  if (!is_swapped) co_return error(errc::unavailable, "the keys were changed meanwhile; try again");
  co_return result<void>();
}

task<result<project>> projects::end_overlap(project_id id) {
  auto former = co_await redis_.call({"HGET", names_.project(id), "pk0"});
  former = net::require_success(std::move(former));
  if (!former) co_return former.error();
  auto ended = co_await redis_.call({"HDEL", names_.project(id), "sk0", "sk0u", "pk0", "pk0u"});
  ended = net::require_success(std::move(ended));
  if (!ended) co_return ended.error();
  if (!former->is_nil()) co_await redis_.call({"UNLINK", names_.project_by_public_key(former->text)});
  auto changed = co_await announce(id);
  co_return changed;
}

}  // namespace carillon::store
