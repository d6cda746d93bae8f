#include "queue/parked_jobs.hpp"

#include "queue/reply.hpp"
#include "queue/scripts.gen.hpp"

namespace carillon::queue {
namespace {

const net::redis_script unpark_script("unpark", scripts::unpark);
constexpr std::string_view jobs_a_call = "100";

}  // namespace

task<result<std::uint32_t>> parked_jobs::release(project_id project, partition where,
                                                 std::chrono::milliseconds apart) {
  std::uint32_t released = 0;
  while (true) {
    std::vector<std::string> names = {keys_.parked(where), keys_.due(where)};
    std::vector<std::string> args = {keys_.of_partition(where), std::string(project.raw()),
                                     std::string(jobs_a_call),  keys_.wake_channel(where),
                                     std::to_string(where),     std::to_string(apart.count())};
    auto outcome = co_await redis_.call(unpark_script, std::move(names), std::move(args));
    auto reply = require_array(std::move(outcome), 2);
    if (!reply) co_return reply.error();
    released += static_cast<std::uint32_t>(reply->elements[0].integer);
    if (reply->elements[1].integer == 0) co_return released;
  }
}

}  // namespace carillon::queue
