#include "net/compute_queue.hpp"

#include <algorithm>
#include <iterator>

#include "net/compute_job.hpp"

namespace carillon::net {

compute_queue::compute_queue(const compute_pool_options& options, const presence& who)
    : options_(options), who_(who), credit_({.share = options.share, .most_saved = options.most_saved}) {}

bool compute_queue::add(std::string owner, std::shared_ptr<compute_job> one, piece_of what) {
  if (what == piece_of::new_work && !may_wait(owner, one->bytes)) return false;
  const auto bytes = one->bytes;
  auto& mine = waiting_[owner];
  if (mine.jobs.empty()) turns_.push_back(std::move(owner));
  mine.jobs.push_back(std::move(one));
  mine.bytes += bytes;
  bytes_ += bytes;
  ++count_;
  return true;
}

bool compute_queue::may_wait(const std::string& owner, std::size_t bytes) const {
  if (count_ >= options_.most_waiting) return false;
  if (count_ > 0 && bytes_ + bytes > options_.most_waiting_bytes) return false;
  const auto mine = waiting_.find(owner);
  return mine == waiting_.end() || (mine->second.jobs.size() < options_.most_waiting_each &&
                                    mine->second.bytes + bytes <= options_.most_waiting_bytes / 4);
}

pace compute_queue::pace_of(const std::string& owner, steady_time at) const {
  return credit_.has_some(owner, at) || who_.is_alone(owner, at) ? pace::prompt : pace::left_over;
}

compute_queue::taken compute_queue::take(pace kind, steady_time at) {
  const auto turn =
      std::ranges::find_if(turns_, [&](const std::string& owner) { return pace_of(owner, at) == kind; });
  if (turn == turns_.end()) return {};
  const auto mine = waiting_.find(*turn);
  taken out{*turn, std::move(mine->second.jobs.front())};
  mine->second.jobs.pop_front();
  mine->second.bytes -= out.job->bytes;
  bytes_ -= out.job->bytes;
  --count_;
  if (mine->second.jobs.empty()) {
    waiting_.erase(mine);
    turns_.erase(turn);
  } else {
    turns_.splice(turns_.end(), turns_, turn);
  }
  return out;
}

void compute_queue::note(std::string_view owner, std::chrono::nanoseconds used, steady_time at) {
  if (!who_.is_alone(owner, at)) credit_.take(owner, used, at);
}

std::vector<std::shared_ptr<compute_job>> compute_queue::drain() {
  std::vector<std::shared_ptr<compute_job>> all;
  for (auto& [owner, line] : waiting_) std::ranges::move(line.jobs, std::back_inserter(all));
  waiting_.clear();
  turns_.clear();
  count_ = bytes_ = 0;
  return all;
}

}  // namespace carillon::net
