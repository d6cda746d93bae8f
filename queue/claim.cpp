// The dispatcher's side: taking jobs and keeping them.
#include <algorithm>

#include "base/log.hpp"
#include "queue/little_endian.hpp"
#include "queue/outcome_record.hpp"
#include "queue/queue.hpp"
#include "queue/reply.hpp"

namespace carillon::queue {
namespace {

constexpr std::size_t short_id_size = 22;
constexpr std::string_view plan_suffix = ":plan";

/// "<bid22>:plan" or "<bid22>:<channel>:<lo>"
bool take_job_id(claimed_job& job, std::string id) {
  job.id = std::move(id);
  const std::string_view text = job.id;
  const auto broadcast = parse_short_id(text.substr(0, short_id_size));
  if (!broadcast || text.size() <= short_id_size || text[short_id_size] != ':') return false;
  job.broadcast = {*broadcast};
  const auto rest = text.substr(short_id_size);
  job.is_plan = rest == plan_suffix;
  if (job.is_plan) return true;
  const auto colon = rest.find(':', 1);
  if (colon == std::string_view::npos) return false;
  const auto via = parse_number(rest.substr(1, colon - 1));
  const auto first = parse_number(rest.substr(colon + 1));
  if (!via || !first || *via < 1 || *via > 7) return false;
  job.via = static_cast<channel>(*via);
  job.first = static_cast<std::uint32_t>(*first);
  return true;
}

/// As pack_waits() made them and commit.lua keeps them; what cannot be read holds nobody up.
void take_waits(claimed_job& job, std::string_view packed) {
  while (!packed.empty()) {
    const auto one = packed.substr(0, packed.find(','));
    packed.remove_prefix(std::min(packed.size(), one.size() + 1));
    const auto colon = one.find(':');
    if (colon == std::string_view::npos) continue;
    const auto via = parse_number(one.substr(0, colon));
    const auto until = parse_number(one.substr(colon + 1));
    if (via && until && *via > 0 && *via <= 0xff) job.not_before_ms[static_cast<provider>(*via)] = *until;
  }
}

/// As pack_answers() made them.
void take_answers(claimed_job& job, std::string_view packed) {
  while (!packed.empty()) {
    const auto one = packed.substr(0, packed.find(','));
    packed.remove_prefix(std::min(packed.size(), one.size() + 1));
    const auto first = one.find(':');
    const auto second = first == std::string_view::npos ? first : one.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const auto via = parse_number(one.substr(0, first));
    const auto code = parse_number(one.substr(first + 1, second - first - 1));
    const auto reason = parse_number(one.substr(second + 1));
    if (via && code && reason && *via > 0 && *via <= 0xff) {
      job.last_answers[static_cast<provider>(*via)] = {static_cast<std::uint16_t>(*code),
                                                       static_cast<std::uint16_t>(*reason)};
    }
  }
}

/// One field of done_devices.
void take_finished(claimed_job& job, std::int64_t field, std::string_view packed) {
  constexpr std::int64_t states_apart = 1000;
  const auto state =
      field < states_apart ? delivery_state::delivered : static_cast<delivery_state>(field / states_apart);
  if (field < 0 || state > delivery_state::unknown) return;
  const std::size_t size = state == delivery_state::delivered ? 8 : packed_size;
  auto& finished = job.done_devices[static_cast<std::uint16_t>(field % states_apart)];
  for (; packed.size() >= size; packed.remove_prefix(size)) {
    finished.push_back({little(packed.substr(size - 8, 8)), state});
  }
}

result<claimed_job> to_job(net::redis_reply& reply) {
  auto& fields = reply.elements;
  error odd{errc::corrupted, "a claimed job does not parse"};
  if (fields.size() != 13) return odd;
  claimed_job job;
  const auto project = uuid::from_raw(fields[2].text);
  if (!take_job_id(job, std::move(fields[0].text)) || !project) return odd;
  job.project = {*project};
  job.right.token = static_cast<std::uint64_t>(fields[1].integer);
  job.count = static_cast<std::uint32_t>(fields[3].integer);
  job.urgency = parse_lane(fields[4].text);
  job.runs = static_cast<unsigned>(fields[5].integer);
  job.created_ms = fields[6].integer;
  job.expires_ms = fields[7].integer;
  const std::string_view list = fields[8].text;
  for (std::size_t at = 0; at + 4 <= list.size(); at += 4) {
    job.listed.push_back(static_cast<std::uint32_t>(little(list.substr(at, 4))));
  }
  job.outcomes = std::move(fields[9].text);
  if (job.outcomes.size() != job.count || (!list.empty() && job.listed.size() != job.count)) return odd;
  take_waits(job, fields[11].text);
  take_answers(job, fields[12].text);
  const auto& devices = fields[10].elements;
  for (std::size_t index = 0; index + 1 < devices.size(); index += 2) {
    take_finished(job, integer_in(devices[index]), devices[index + 1].text);
  }
  return job;
}

}  // namespace

task<result<std::vector<claimed_job>>> queue::claim(partition where, std::array<lane, 3> lanes,
                                                    std::size_t limit, std::chrono::milliseconds lease,
                                                    std::vector<project_id> passed_over) {
  std::vector<std::string> names = {keys_.leases(where)};
  for (const lane l : lanes) {
    names.push_back(keys_.ready(where, l));
    names.push_back(keys_.finish_times(where, l));
    names.push_back(keys_.virtual_time(where, l));
  }
  const auto asked = std::chrono::steady_clock::now();
  const auto number = ++last_claim_;
  std::vector<std::string> args = {keys_.of_partition(where),
                                   nonce_,
                                   std::to_string(limit),
                                   std::to_string(lease.count()),
                                   std::to_string(number) + (is_present_ ? ":here" : ""),
                                   lost_claims(where, asked)};
  for (const auto& project : passed_over) args.emplace_back(project.raw());
  auto outcome = co_await redis_.call(scripts_.claim, std::move(names), std::move(args));
  auto reply = require_array(std::move(outcome), 1);
  if (!reply) {
    lost_claims_.push_back({where, number, asked + 2 * lease});
    co_return reply.error();
  }
  std::vector<claimed_job> jobs;
  for (std::size_t index = 1; index < reply->elements.size(); ++index) {
    auto job = to_job(reply->elements[index]);
    if (!job) {  // its lease runs out, thrice; the others are not to wait for that
      log::error("job_unreadable", job.error().detail, {{"partition", where}});
      continue;
    }
    job->where = where;
    job->right.owner = nonce_;
    job->claimed_ms = reply->elements[0].integer;
    job->lease_until = asked + lease;
    jobs.push_back(std::move(*job));
  }
  co_return jobs;
}

/// Of that partition, with commas: what they took may be ours without our knowing. They are asked about for
/// as long as they may still be carried out, and their leases may last.
std::string queue::lost_claims(partition where, steady_time now) {
  std::erase_if(lost_claims_, [&](const auto& each) { return each.matters_until < now; });
  std::string numbers;
  for (const auto& each : lost_claims_) {
    if (each.where == where) numbers += std::to_string(each.number) + ',';
  }
  return numbers;
}

task<result<void>> queue::renew(claimed_job job, std::chrono::milliseconds lease) {
  std::vector<std::string> names = {keys_.job(job.where, job.id), keys_.leases(job.where)};
  std::vector<std::string> args = {job.id, job.right.owner, std::to_string(job.right.token),
                                   std::to_string(lease.count())};
  auto outcome = co_await redis_.call(scripts_.renew, std::move(names), std::move(args));
  auto reply = require_array(std::move(outcome), 1);
  if (!reply) co_return reply.error();
  if (reply->elements[0].text == "STALE") co_return error{errc::stale, "another owner holds the job"};
  co_return result<void>();
}

}  // namespace carillon::queue
