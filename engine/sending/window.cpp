#include "engine/sending/window.hpp"

#include <algorithm>

#include "engine/parts/ticket.hpp"

namespace carillon::engine {

window::window(window_tools tools, window_listener listener)
    : tools_(std::move(tools)), listener_(std::move(listener)) {
  slots_.reserve(tools_.settings.worker.window);
  free_.reserve(tools_.settings.worker.window);
}

window::~window() = default;

std::deque<chunk*>& window::lane_of(const chunk& one) noexcept {
  return lanes_[static_cast<std::size_t>(one.job().urgency)];
}

void window::add(chunk& opened) {
  if (opened.has_unsent()) lane_of(opened).push_back(&opened);
}

void window::put_back(chunk& from) {
  if (from.commit.failure || from.held().is_lost) return;  // nothing more is sent of it
  auto& same = lane_of(from);
  if (std::ranges::find(same, &from) == same.end()) same.push_front(&from);
  has_put_back_ = true;
}

std::size_t window::unsent_chunks() const noexcept {
  return lanes_[0].size() + lanes_[1].size() + lanes_[2].size();
}

std::map<project_id, std::size_t> window::lined_up() const {
  std::map<project_id, std::size_t> found;
  for (const auto& chunks : lanes_) {
    for (const auto* const each : chunks) {
      if (each->line) ++found[each->job().project];
    }
  }
  return found;
}

void window::stop_sending() {
  is_sending_ = false;
  fill();
}

bool window::has_begun_recipients() const noexcept {
  if (in_flight() > 0) return true;
  return std::ranges::any_of(lanes_, [](const auto& chunks) {
    return std::ranges::any_of(chunks, [](const chunk* each) { return each->is_within_recipient(); });
  });
}

void window::fill(steady_time now) {
  if (is_filling_ || !has_slot(now)) return;
  raised_flag filling(is_filling_);
  const auto wall = carillon::now();
  bool is_hungry = false;
  do {
    has_put_back_ = false;
    while (auto* const next = choose(now)) {
      if (!start(*next, now)) break;
      if (!next->has_unsent()) {
        std::erase(lane_of(*next), next);
        is_hungry = true;
      }
    }
    send_open(now, wall);
  } while (has_put_back_ && has_slot(now));
  filling.lower();
  if (is_hungry) listener_.on_hungry();
}

chunk* window::choose(steady_time now) {
  std::array<chunk*, 3> ready{};
  std::array<bool, 3> has_work{};
  for (const auto each : {lane::high, lane::standard, lane::bulk}) {
    const auto index = static_cast<std::size_t>(each);
    ready[index] = first_ready(each, now);
    has_work[index] = ready[index] != nullptr;
  }
  const auto turn = turns_.next(has_work);
  return turn ? ready[static_cast<std::size_t>(*turn)] : nullptr;
}

chunk* window::first_ready(lane of, steady_time now) {
  for (auto* const candidate : lanes_[static_cast<std::size_t>(of)]) {
    if (is_ready(*candidate, now)) return candidate;
  }
  return nullptr;
}

/// Its lease is fresh enough, its outcomes are not piling up before Redis (queue.md 2.7, 2.15), and the next
/// one was announced where it has to be, or will not be sent anyway; nor does it stand in line.
bool window::is_ready(chunk& candidate, steady_time now) const {
  if (!is_sending_ && !candidate.is_within_recipient()) return false;
  const bool may_start =
      candidate.held().may_start(now) &&
      candidate.outcomes().waiting() < 2 * std::size_t{tools_.settings.worker.commit_outcomes};
  if (!may_start || candidate.has_apart()) return may_start;
  const auto* const by = candidate.task_at(candidate.next()).asked();
  if (candidate.line) {
    if (stands_in_line(candidate, by, now)) return false;
    candidate.line.reset();
  }
  return candidate.may_send(candidate.next()) || !by || by->is_resting(now);
}

bool window::stands_in_line(const chunk& candidate, const sender* by, steady_time now) const {
  const auto& before = candidate.line->before();
  return by && by->is_full(before) && !before.load.is_stuck(now) && candidate.remaining(now).count() > 0;
}

bool window::start(chunk& from, steady_time now) {
  try {
    return from.has_apart() ? begin_apart(from, now) : begin_next(from, now);
  } catch (...) {
    report_broken(from, caught());
    return true;
  }
}

void window::withdraw(chunk& failed) {
  failed.line.reset();
  std::erase(lane_of(failed), &failed);
}

void window::drop(chunk& lost) {
  withdraw(lost);
  for (const auto& slot : slots_) {
    if (slot->is_assigned() && &slot->of() == &lost) break_off(*slot);
  }
  lost.in_flight -= static_cast<std::uint32_t>(
      std::erase_if(revoking_, [&](const auto& each) { return each.second.from == &lost; }));
  lost.in_flight -= static_cast<std::uint32_t>(
      std::erase_if(looked_for_, [&](const auto& each) { return each.second.from == &lost; }));
}

void window::cancel_all() {
  for (const auto& slot : slots_) {
    if (slot->is_assigned()) break_off(*slot);
  }
  for (const auto& [number, each] : revoking_) --each.from->in_flight;
  revoking_.clear();
  for (const auto& [number, each] : looked_for_) --each.from->in_flight;
  looked_for_.clear();
}

}  // namespace carillon::engine
