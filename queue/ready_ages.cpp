#include "queue/ready_ages.hpp"

#include <algorithm>
#include <string_view>

#include "queue/reply.hpp"

namespace carillon::queue {
namespace {

constexpr std::string_view jobs_a_partition = "4";

}  // namespace

task<result<std::vector<ready_age>>> ready_ages::look(lane which) {
  std::vector<net::redis_command> lines;
  for (unsigned p = 0; p < partition_count; ++p) {
    // What was given back has score 0.
    lines.push_back({"ZRANGEBYSCORE", keys_.ready(static_cast<partition>(p), which), "(0", "+inf", "LIMIT",
                     "0", jobs_a_partition});
  }
  const auto heads = co_await redis_.pipeline(std::move(lines));
  std::vector<net::redis_command> jobs;
  jobs.push_back({"TIME"});
  for (unsigned p = 0; p < partition_count; ++p) {
    const auto head = require_array(heads[p], 0);
    if (!head) co_return head.error();
    for (const auto& jid : head->elements)
      jobs.push_back({"HMGET", keys_.job(static_cast<partition>(p), jid.text), "t", "cr", "st", "tok"});
  }
  const auto found = co_await redis_.pipeline(std::move(jobs));
  const auto time = require_array(found.front(), 2);
  if (!time) co_return time.error();
  const auto now_ms = integer_in(time->elements[0]) * 1000 + integer_in(time->elements[1]) / 1000;
  std::vector<ready_age> ages;
  for (std::size_t each = 1; each < found.size(); ++each) {
    const auto job = require_array(found[each], 4);
    if (!job) co_return job.error();
    const auto project = uuid::from_raw(job->elements[0].text);
    const auto since = parse_number(job->elements[1].text);
    const bool is_waiting = project && since && job->elements[2].text == "q" &&
                            job->elements[3].is_nil();  // else claimed meanwhile
    if (is_waiting)
      ages.push_back({{*project}, std::chrono::milliseconds(std::max<std::int64_t>(now_ms - *since, 0))});
  }
  co_return ages;
}

}  // namespace carillon::queue
