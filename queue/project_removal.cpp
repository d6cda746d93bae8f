#include "queue/project_removal.hpp"

#include <array>
#include <bit>
#include <charconv>

#include "queue/reply.hpp"
#include "queue/scripts.gen.hpp"

namespace carillon::queue {
namespace {

const net::redis_script erase_script("erase_jobs", scripts::erase_jobs);
const net::redis_script close_script("close_sequence", scripts::close_sequence);

constexpr std::array all_lanes{lane::high, lane::standard, lane::bulk};
constexpr std::string_view jobs_a_call = "100";
constexpr std::string_view last_of_page = "99";
/// In the place of the last number handed out: no script takes it for one.
constexpr std::string_view closed = "closed";

/// Where a broadcast has jobs. Until it is planned, anywhere.
std::uint64_t partitions_of(const net::redis_reply& stage, const net::redis_reply& planned) {
  if (stage.text == "accepted") return ~std::uint64_t{0};
  std::uint64_t bits = 0;
  std::from_chars(planned.text.data(), planned.text.data() + planned.text.size(), bits);
  return bits;
}

}  // namespace

task<result<void>> project_removal::run(std::vector<net::redis_command> commands) {
  const auto replies = co_await redis_.pipeline(std::move(commands));
  for (const auto& reply : replies) {
    const auto done = net::require_success(reply);
    if (!done) co_return done.error();
  }
  co_return result<void>();
}

task<result<void>> project_removal::close(project_id project) {
  for (unsigned p = 0; p < partition_count; ++p) {
    std::vector<std::string> names = {keys_.sequence(static_cast<partition>(p), project)};
    std::vector<std::string> args = {std::string(closed)};
    const auto done =
        net::require_success(co_await redis_.call(close_script, std::move(names), std::move(args)));
    if (!done) co_return done.error();
  }
  co_return result<void>();
}

task<result<std::uint64_t>> project_removal::remove_broadcasts(project_id project,
                                                               std::function<bool()> on_removed) {
  std::uint64_t removed = 0;
  for (unsigned p = 0; p < partition_count; ++p) {
    const auto index = keys_.broadcast_index(static_cast<partition>(p), project);
    while (true) {
      auto outcome = co_await redis_.call({"ZRANGE", index, "0", last_of_page});
      const auto page = require_array(std::move(outcome), 0);
      if (!page) co_return page.error();
      if (page->elements.empty()) break;
      for (const auto& member : page->elements) {
        const auto id = uuid::from_raw(member.text);
        result<void> done;
        if (id) {
          done = co_await remove(project, {*id});
        } else {  // damaged: it leads nowhere
          std::vector<net::redis_command> drop;
          drop.push_back({"ZREM", index, member.text});
          done = co_await run(std::move(drop));
        }
        if (!done) co_return done.error();
        ++removed;
        if (!on_removed()) co_return error(errc::cancelled, "asked to stop between two broadcasts");
      }
    }
  }
  co_return removed;
}

// The plan job first, so that its planner stops; the place in the index last, so that what is interrupted is
// found again.
task<result<void>> project_removal::remove(project_id project, broadcast_id id) {
  const auto home = home_of(id);
  const auto plan = short_id(id.value) + ":plan";
  auto fields = co_await redis_.call({"HMGET", keys_.broadcast(id), "st", "parts"});
  const auto record = require_array(std::move(fields), 2);
  if (!record) co_return record.error();

  std::vector<net::redis_command> commands;
  commands.push_back({"UNLINK", keys_.job(home, plan)});
  for (const auto each : all_lanes) commands.push_back({"ZREM", keys_.ready(home, each), plan});
  for (const auto& set : {keys_.leases(home), keys_.due(home), keys_.dead(home)})
    commands.push_back({"ZREM", set, plan});
  commands.push_back({"ZREM", keys_.parked(home), std::string(project.raw()) + plan});
  auto done = co_await run(std::move(commands));
  if (!done) co_return done;
  done = co_await remove_jobs(id, partitions_of(record->elements[0], record->elements[1]));
  if (!done) co_return done;

  commands.clear();
  commands.push_back({"UNLINK", keys_.broadcast(id), keys_.broadcast_texts(id)});
  commands.push_back({"ZREM", keys_.open_broadcasts(home), id.raw()});
  commands.push_back({"ZREM", keys_.broadcast_index(home, project), id.raw()});
  done = co_await run(std::move(commands));
  co_return done;
}

task<result<void>> project_removal::remove_jobs(broadcast_id id, std::uint64_t partitions) {
  for (auto rest = partitions; rest != 0; rest &= rest - 1) {
    const auto where = static_cast<partition>(std::countr_zero(rest));
    bool is_done = false;
    while (!is_done) {
      std::vector<std::string> names = {keys_.counters(where, id)};
      std::vector<std::string> args = {keys_.of_partition(where), short_id(id.value),
                                       std::string(jobs_a_call)};
      auto outcome = co_await redis_.call(erase_script, std::move(names), std::move(args));
      const auto reply = require_array(std::move(outcome), 2);
      if (!reply) co_return reply.error();
      is_done = reply->elements[0].integer == 1;
    }
  }
  co_return result<void>();
}

task<result<void>> project_removal::forget(project_id project) {
  std::vector<net::redis_command> commands;
  for (unsigned p = 0; p < partition_count; ++p) {
    const auto where = static_cast<partition>(p);
    commands.push_back({"UNLINK", keys_.sequence(where, project)});
    for (const auto each : all_lanes)
      commands.push_back({"HDEL", keys_.finish_times(where, each), project.raw()});
  }
  auto done = co_await run(std::move(commands));
  co_return done;
}

}  // namespace carillon::queue
