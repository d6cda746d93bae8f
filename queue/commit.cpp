// The recorder's side: outcomes in, fenced and counted once.
#include "queue/awaited_receipts.hpp"
#include "queue/queue.hpp"
#include "queue/reply.hpp"

namespace carillon::queue {
namespace {

constexpr std::size_t most_records = 500;

std::string_view to_string(finish value) {
  switch (value) {
    case finish::no:
      return "no";
    case finish::done:
      return "done";
    case finish::retry:
      return "retry";
    case finish::park:
      return "park";
    case finish::release:
      return "release";
  }
  return "";
}

/// "<provider's number>:<ms>,…"
std::string pack_waits(const std::map<provider, std::chrono::milliseconds>& waits) {
  std::string packed;
  for (const auto& [via, wait] : waits) {
    if (!packed.empty()) packed += ',';
    packed += std::to_string(static_cast<unsigned>(via)) + ':' + std::to_string(wait.count());
  }
  return packed;
}

/// "<provider's number>:<code>:<reason>,…"
std::string pack_answers(const std::map<provider, last_answer>& answers) {
  std::string packed;
  for (const auto& [via, answer] : answers) {
    if (!packed.empty()) packed += ',';
    packed += std::to_string(static_cast<unsigned>(via)) + ':' + std::to_string(answer.code) + ':' +
              std::to_string(answer.reason);
  }
  return packed;
}

}  // namespace

task<result<commit_reply>> queue::commit(commit_request request) {
  if (request.records.size() > most_records * packed_size) {
    co_return error{errc::too_large, "a commit takes at most 500 records"};
  }
  const partition where = request.where;
  const bool has_records = !request.records.empty();
  std::vector<std::string> names = {
      keys_.job(where, request.job_id),
      keys_.outcomes(where, request.job_id),
      keys_.done_devices(where, request.job_id),
      keys_.counters(where, request.broadcast),
      keys_.events(where, request.project),
      keys_.leases(where),
      keys_.due(where),
  };
  std::vector<std::string> args = {
      keys_.of_partition(where),
      request.job_id,
      request.right.owner,
      std::to_string(request.right.token),
      std::string(request.project.raw()),
      std::string(request.broadcast.raw()),
      std::move(request.records),
      std::move(request.texts),
      std::string(to_string(request.finish)),
      std::to_string(request.delay.count()),
      std::to_string(request.lease.count()),
      keys_.wake_channel(where),
      std::to_string(where),
      pack_waits(request.longer),
      pack_answers(request.last_answers),
      pack_answers(request.held),
  };
  if (!request.receipts.empty()) {
    names.push_back(keys_.receipts(where, request.project));
    names.push_back(keys_.due_receipts(where));
    args.push_back(short_id(request.project.value));
    args.push_back(std::to_string(most_receipt_bytes));
    for (auto& [packed, wait] : request.receipts) {
      args.push_back(std::to_string(wait.count()));
      args.push_back(std::move(packed));
    }
  }
  auto outcome = co_await redis_.call(scripts_.commit, std::move(names), std::move(args));
  auto reply = require_array(std::move(outcome), 1);
  if (!reply) co_return reply.error();
  const auto& fields = reply->elements;
  if (fields[0].text == "STALE") co_return error{errc::stale, "another owner holds the job"};
  if (fields[0].text == "INCOMPLETE") co_return error{errc::incomplete, "some recipients have no outcome"};
  if (fields.size() != 5) co_return error{errc::corrupted, "commit answered in another shape"};
  if (has_records) news_.tell_often(request.project, std::chrono::steady_clock::now());
  co_return commit_reply{.accepted = static_cast<std::uint32_t>(fields[1].integer),
                         .open = static_cast<std::uint32_t>(fields[2].integer),
                         .is_partition_done = fields[3].integer == 1,
                         .has_refused_receipts = fields[4].integer == 1};
}

}  // namespace carillon::queue
