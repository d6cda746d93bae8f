#include "queue/awaited_receipts.hpp"

#include <algorithm>

#include "base/damaged_row.hpp"
#include "queue/event_news.hpp"
#include "queue/reply.hpp"
#include "queue/scripts.gen.hpp"

namespace carillon::queue {
namespace {

const net::redis_script claim_script("claim_receipts", scripts::claim_receipts);
const net::redis_script conclude_script("conclude_receipts", scripts::conclude_receipts);

/// Projects a call, and batches of each: a batch has 500 receipts at most, 40 KB.
constexpr std::string_view taken_a_call = "8";

}  // namespace

task<result<awaited_receipts::claims>> awaited_receipts::claim(partition where,
                                                               std::chrono::milliseconds lease) {
  std::vector<std::string> names = {keys_.due_receipts(where)};
  std::vector<std::string> args = {keys_.of_partition(where), std::string(taken_a_call),
                                   std::to_string(lease.count())};
  auto outcome = co_await redis_.call(claim_script, std::move(names), std::move(args));
  auto reply = require_array(std::move(outcome), 2);
  if (!reply) co_return reply.error();
  auto& fields = reply->elements;
  claims made;
  made.now_ms = parse_number(fields[1].text).value_or(0) - lease.count();
  if (fields[0].integer >= 0) made.next_due = std::chrono::milliseconds(fields[0].integer);
  for (std::size_t at = 2; at + 1 < fields.size(); at += 2) {
    auto what = unpack_receipts(fields[at + 1].text);
    if (what) {
      made.taken.push_back({where, fields[1].text, std::move(fields[at + 1].text), std::move(*what)});
      continue;
    }
    leave_out("receipts", fields[at].text, what.error());
    const auto dropped =
        co_await drop(where, fields[at].text, std::move(fields[at + 1].text), fields[1].text);
    if (!dropped) co_return dropped.error();
  }
  co_return made;
}

task<result<bool>> awaited_receipts::conclude(claimed_receipts claimed, receipt_conclusion outcome) {
  const auto project = claimed.what.project;
  std::vector<std::string> args = {short_id(project.value),
                                   std::move(claimed.packed),
                                   std::move(claimed.claim),
                                   {},
                                   std::to_string(std::max<std::int64_t>(0, outcome.wait.count())),
                                   std::string(claimed.what.broadcast.raw())};
  if (!outcome.left.empty()) {
    claimed.what.receipts = std::move(outcome.left);
    args[3] = pack_receipts(claimed.what);
  }
  for (auto& [kind, payload] : outcome.events) {
    args.emplace_back(kind.text());
    args.push_back(std::move(payload));
  }
  const bool is_told = !outcome.events.empty();
  auto written = co_await write(claimed.where, project, std::move(args));
  if (written && *written && is_told) co_await event_news(redis_, keys_).tell(project);
  co_return written;
}

task<result<bool>> awaited_receipts::write(partition where, project_id project,
                                           std::vector<std::string> args) {
  std::vector<std::string> names = {keys_.receipts(where, project), keys_.due_receipts(where),
                                    keys_.events(where, project)};
  auto outcome = co_await redis_.call(conclude_script, std::move(names), std::move(args));
  auto reply = net::require_success(std::move(outcome));
  if (!reply) co_return reply.error();
  co_return reply->integer == 1;
}

/// What nobody can read would come back with every lease.
task<result<void>> awaited_receipts::drop(partition where, std::string project, std::string packed,
                                          std::string claim) {
  const auto id = parse_short_id(project);
  if (!id) co_return id.error();
  std::vector<std::string> args = {std::move(project), std::move(packed), std::move(claim), {}, "0", {}};
  const auto written = co_await write(where, {*id}, std::move(args));
  if (!written) co_return written.error();
  co_return result<void>();
}

}  // namespace carillon::queue
