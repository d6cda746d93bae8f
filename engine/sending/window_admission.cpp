// Whether the next delivery of a chunk may start, and by which way; what cannot, is settled without a
// request.
#include <algorithm>

#include "engine/sending/unsent.hpp"
#include "engine/sending/window.hpp"

namespace carillon::engine {
namespace {

/// With what its provider said when it was to rest.
device_end held_by(const sender& by, const outlet& through, steady_time now) noexcept {
  auto held = held_end(by.via());
  if (by.is_open(through) || by.is_resting(through, now)) {
    held.code = by.complaint().code;
    held.reason = by.complaint().reason;
  }
  return held;
}

constexpr std::ptrdiff_t most_lined_up = 64;  // chunks: what they hold is memory

}  // namespace

bool window::begin_next(chunk& from, steady_time now) {
  const auto place = from.next();
  if (look_for_if_in_doubt(from, place)) return true;
  if (settle_if_unsendable(from, place, now)) return true;
  const auto found = find_way(from, place, now);
  if (!found) return true;
  auto* gathered = open_batch(*found);
  if (gathered && !found->by->pace().admit_another(now)) gathered = nullptr;
  if (!gathered) {
    if (found->by->may_admit(*found->through, now) && is_full(*found, now)) {
      wait_for_room(*found, place, now);
      return true;
    }
    if (!has_slot(now)) return false;
    if (!admit(*found, place, now)) return true;
    gathered = &take_slot(*found, now);
    open_.push_back(gathered);
  }
  from.take_next();
  const auto& task = from.task_at(place);
  found->by->note_sent_to({task.to, task.hash}, now);
  gathered->add(place);
  if (!gathered->is_full()) return true;
  std::erase(open_, gathered);
  send(*gathered, now, carillon::now());
  return true;
}

/// The half of a request that was split: it was admitted before.
bool window::begin_apart(chunk& from, steady_time now) {
  if (!has_slot(now)) return false;
  const auto places = from.take_apart();
  batch* gathered = nullptr;
  for (const auto place : places) {
    auto* const by = from.task_at(place).asked();
    const auto through = by ? by->outlet_for(from.task_at(place).to, now)
                            : result<outlet*>(error(errc::not_found, "nobody serves it any more"));
    if (!through) {
      settle_unsent(from, place, held_end(provider::none), short_hold);
      continue;
    }
    if (!gathered) gathered = &take_slot({&from, by, *through, &from.words_at(place).for_sender(*by)}, now);
    gathered->add(place);
  }
  if (gathered) send(*gathered, now, carillon::now());
  return true;
}

bool window::look_for_if_in_doubt(chunk& from, std::size_t place) {
  const auto& task = from.task_at(place);
  if (!task.is_in_doubt) return false;
  from.take_next();
  auto* const by = task.asked();
  if (by == nullptr) {
    settle_unsent(from, place, unsent_end(delivery_state::unknown, queue::own_reason::in_doubt));
  } else {
    look_for({&from, place, by->via(), {}}, from_unix_ms(from.job().created_ms));
  }
  return true;
}

bool window::settle_if_unsendable(chunk& from, std::size_t place, steady_time now) {
  const auto& task = from.task_at(place);
  std::optional<device_end> how;
  if (task.unusable != queue::own_reason::none) {
    how = unsent_end(delivery_state::skipped, task.unusable);
  } else if (!task.asked()) {
    how = unsent_end(delivery_state::skipped, from.why_unserved(place));
  } else if (from.remaining(now).count() <= 0) {
    how = unsent_end(delivery_state::expired, queue::own_reason::expired);
  }
  if (!how) return false;
  from.take_next();
  settle_unsent(from, place, *how);
  return true;
}

std::optional<way> window::find_way(chunk& from, std::size_t place, steady_time now) {
  auto& task = from.task_at(place);
  while (true) {
    auto* const by = task.asked();
    const auto pause =
        std::max(from.early_by(place, by->via(), now), by->pause_of({task.to, task.hash}, now));
    if (pause.count() > 0) {
      from.take_next();
      settle_unsent(from, place, held_end(by->via()), pause);
      return std::nullopt;
    }
    const auto through = by->outlet_for(task.to, now);
    if (through) {
      const way found{&from, by, *through, &from.words_at(place).for_sender(*by)};
      const auto has_room = [&] { return !is_full(found, now) || may_line_up(found, now); };
      if (!task.has_next() || (by->may_admit(**through, now) && has_room())) return found;
      from.hop(place, std::string(by->facts().kind) + " rests");
    } else if (task.has_next()) {
      ++task.hop;  // it does not serve this one
    } else {
      from.take_next();
      settle_unsent(from, place, unsent_end(delivery_state::skipped, queue::own_reason::invalid_address));
      return std::nullopt;
    }
  }
}

batch* window::open_batch(const way& along) noexcept {
  const auto found = std::ranges::find(open_, along, &batch::along);
  return found == open_.end() ? nullptr : *found;
}

/// Where slow requests are many, no more of them are started.
bool window::is_full(const way& along, steady_time now) {
  if (along.by->is_full(*along.through)) return true;
  return !along.through->carried_by->load.is_brisk() &&
         ages_.old(now) >= 2 * std::size_t{tools_.settings.worker.window};
}

bool window::may_line_up(const way& along, steady_time now) const {
  const auto& before = *along.through->carried_by;
  if (!along.by->is_full(before) || !before.may_line_up(now)) return false;
  std::ptrdiff_t chunks = 0;
  for (const auto& lane : lanes_) {
    chunks += std::ranges::count_if(lane, [](const chunk* each) { return each->line.has_value(); });
  }
  return chunks < most_lined_up;
}

/// Its chunk stands in line, or it is put off until its turn will have come.
void window::wait_for_room(const way& along, std::size_t place, steady_time now) {
  auto& [from, by, through, words] = along;
  const double request = 1.0 / static_cast<double>(by->facts().most_items);
  if (may_line_up(along, now)) {
    from->line.emplace(through->carried_by, static_cast<double>(from->untouched()) * request);
    return;
  }
  from->take_next();
  settle_unsent(*from, place, held_by(*by, *through, now),
                through->carried_by->put_off(request, from->dice(), now));
}

/// Takes its place from the chunk and holds it when its sender, or its announcement, is not ready.
bool window::admit(const way& along, std::size_t place, steady_time now) {
  auto& [from, by, through, words] = along;
  std::optional<std::chrono::milliseconds> wait;
  if (!through->rest.may_admit(now) && from->remaining(*through, now).count() <= 0) {
    from->take_next();
    auto how = unsent_end(delivery_state::expired, queue::own_reason::expired);
    how.via = by->via();
    settle_unsent(*from, place, how);
    return false;
  } else if (const auto told = by->admit(*through, from->attempt_of(place) > 1, now);
             told != admission::granted) {
    if (told == admission::resting && by->is_retired()) from->want_new_senders();
    if (told == admission::no_budget) tools_.metrics.retry_budget_exhausted.add();
    wait = by->wait(*through, told, now);
  } else if (!from->may_send(place)) {
    by->forget_probe(*through);
    wait = short_hold;
  }
  if (!wait) return true;
  from->take_next();
  settle_unsent(*from, place, held_by(*by, *through, now), *wait);
  return false;
}

void window::settle_unsent(chunk& from, std::size_t place, device_end how, std::chrono::milliseconds delay) {
  from.settle(place, how, {}, delay);
  listener_.on_progress(from);
}

}  // namespace carillon::engine
