// The way to the dead jobs, for who holds a job and cannot work on it.
#include "base/json.hpp"
#include "queue/queue.hpp"
#include "queue/reply.hpp"

namespace carillon::queue {
namespace {

constexpr std::size_t most_detail = 200;

/// Its first bytes, no character cut in two, nothing that would garble a terminal.
std::string shortened(std::string text) {
  if (text.size() > most_detail) {
    std::size_t size = most_detail;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
    text.resize(size);
  }
  for (auto& each : text) {
    if (static_cast<unsigned char>(each) < 0x20 || each == 0x7f) each = ' ';
  }
  return text;
}

}  // namespace

task<result<void>> queue::bury(burial wanted) {
  wanted.detail = shortened(std::move(wanted.detail));
  const json payload{{"broadcast_id", wanted.broadcast.to_string()},
                     {"job", std::to_string(wanted.where) + "/" + wanted.job_id},
                     {"reason", wanted.reason},
                     {"message", wanted.detail}};
  std::vector<std::string> names = {keys_.job(wanted.where, wanted.job_id), keys_.leases(wanted.where),
                                    keys_.dead(wanted.where), keys_.events(wanted.where, wanted.project)};
  std::vector<std::string> args = {wanted.job_id,     wanted.right.owner, std::to_string(wanted.right.token),
                                   wanted.reason,     wanted.detail,      std::string(wanted.broadcast.raw()),
                                   dump_json(payload)};
  auto outcome = co_await redis_.call(scripts_.bury, std::move(names), std::move(args));
  auto reply = require_array(std::move(outcome), 1);
  if (!reply) co_return reply.error();
  if (reply->elements[0].text == "STALE") co_return error{errc::stale, "another owner holds the job"};
  co_await news_.tell(wanted.project);
  co_return result<void>();
}

}  // namespace carillon::queue
