#include "engine/sending/window.hpp"

#include <algorithm>
#include <map>

#include "engine/parts/fault_point.hpp"
#include "engine/parts/ticket.hpp"

namespace carillon::engine {
namespace {

device_end held_end(provider via) noexcept {
  return {.what = device_end::kind::held, .via = via};
}

/// With what its provider said when its breaker opened.
device_end held_by(const sender& by, const outlet& through) noexcept {
  auto held = held_end(by.via());
  if (by.is_open(through)) {
    held.code = by.complaint().code;
    held.reason = by.complaint().reason;
  }
  return held;
}

device_end own_end(delivery_state state, queue::own_reason reason) noexcept {
  return {.what = device_end::kind::ended, .state = state, .reason = static_cast<std::uint16_t>(reason)};
}

/// The same for all attempts: nothing is sent, and nothing is tried again.
device_end unsendable_end(provider via, const error& why) noexcept {
  using queue::own_reason;
  if (why.code == errc::corrupted) return own_end(delivery_state::skipped, own_reason::invalid_address);
  auto how = own_end(delivery_state::failed, why.code == errc::too_large ? own_reason::payload_too_large
                                                                         : own_reason::invalid_override);
  how.via = via;
  return how;
}

/// While a new credential is being fetched, or an announcement is on its way.
constexpr std::chrono::milliseconds short_hold{1'000};
/// While a slow origin has all it may have.
constexpr std::chrono::milliseconds crowded_hold{2'000};

}  // namespace

window::window(window_tools tools, window_listener listener)
    : tools_(std::move(tools)), listener_(std::move(listener)) {
  const auto size = std::max(1U, tools_.settings.worker.window);
  slots_.reserve(size);
  free_.reserve(size);
  batch_owner& told = *this;
  for (unsigned slot = 0; slot < size; ++slot) {
    slots_.push_back(std::make_unique<batch>(told));
    free_.push_back(slots_.back().get());
  }
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

void window::fill() {
  if (is_filling_ || free_.empty()) return;
  raised_flag filling(is_filling_);
  const auto now = std::chrono::steady_clock::now();
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
  } while (has_put_back_ && !free_.empty());
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
/// one was announced where it has to be, or will not be sent anyway; nor has it to wait a moment for room.
bool window::is_ready(chunk& candidate, steady_time now) const {
  if (!is_sending_ && !candidate.is_within_recipient()) return false;
  const bool may_start =
      candidate.held().may_start(now) &&
      candidate.outcomes().waiting() < 2 * std::size_t{tools_.settings.worker.commit_outcomes};
  if (!may_start || candidate.has_apart()) return may_start;
  const auto* const by = candidate.task_at(candidate.next()).asked();
  if (by && by->is_about_to_have_room(now)) return false;
  return candidate.may_send(candidate.next()) || !by || by->is_resting(now);
}

bool window::start(chunk& from, steady_time now) {
  try {
    return from.has_apart() ? begin_apart(from, now) : begin_next(from, now);
  } catch (...) {
    report_broken(from, caught());
    return true;
  }
}

bool window::begin_next(chunk& from, steady_time now) {
  const auto place = from.next();
  if (look_for_if_in_doubt(from, place)) return true;
  if (settle_if_unsendable(from, place, now)) return true;
  const auto found = find_way(from, place, now);
  if (!found) return true;
  auto* gathered = open_batch(*found);
  if (gathered && !found->by->pace().admit_another(now)) gathered = nullptr;
  if (!gathered) {
    if (free_.empty()) return false;
    if (!admit(*found, place, now)) return true;
    gathered = &take_slot(*found);
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
  if (free_.empty()) return false;
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
    if (!gathered) gathered = &take_slot({&from, by, *through, &from.words_at(place).for_sender(*by)});
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
    settle_unsent(from, place, own_end(delivery_state::unknown, queue::own_reason::in_doubt));
  } else {
    look_for({&from, place, by->via(), {}}, from_unix_ms(from.job().created_ms));
  }
  return true;
}

bool window::settle_if_unsendable(chunk& from, std::size_t place, steady_time now) {
  const auto& task = from.task_at(place);
  std::optional<device_end> how;
  if (task.unusable != queue::own_reason::none) {
    how = own_end(delivery_state::skipped, task.unusable);
  } else if (!task.asked()) {
    how = own_end(delivery_state::skipped, from.why_unserved(place));
  } else if (from.remaining(now).count() <= 0) {
    how = own_end(delivery_state::expired, queue::own_reason::expired);
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
      if (!task.has_next() || (by->may_admit(**through, now) && !by->is_full(**through)))
        return way{&from, by, *through, &from.words_at(place).for_sender(*by)};
      from.hop(place, std::string(by->facts().kind) + " rests");
    } else if (task.has_next()) {
      ++task.hop;  // it does not serve this one
    } else {
      from.take_next();
      settle_unsent(from, place, own_end(delivery_state::skipped, queue::own_reason::invalid_address));
      return std::nullopt;
    }
  }
}

batch* window::open_batch(const way& along) noexcept {
  const auto found = std::ranges::find(open_, along, &batch::along);
  return found == open_.end() ? nullptr : *found;
}

/// Takes its place from the chunk and holds it when its sender, or its announcement, is not ready.
bool window::admit(const way& along, std::size_t place, steady_time now) {
  auto& [from, by, through, words] = along;
  std::optional<std::chrono::milliseconds> wait;
  if (by->is_full(*through)) {
    wait = crowded_hold;
  } else if (!through->rest.may_admit(now) && from->remaining(*through, now).count() <= 0) {
    from->take_next();
    auto how = own_end(delivery_state::expired, queue::own_reason::expired);
    how.via = by->via();
    settle_unsent(*from, place, how);
    return false;
  } else if (!by->admit(*through, now)) {
    if (by->is_retired()) from->want_new_senders();
    wait = by->wait(*through, now);
  } else if (!from->may_send(place)) {
    by->forget_probe(*through);
    wait = short_hold;
  } else if (!by->pace().admit(now)) {
    by->forget_probe(*through);
    wait = by->pace().wait();
  }
  if (!wait) return true;
  from->take_next();
  settle_unsent(*from, place, held_by(*by, *through), *wait);
  return false;
}

batch& window::take_slot(const way& along) {
  auto& taken = *free_.back();
  free_.pop_back();
  taken.begin(along);
  ++flying_.of(along.by->via());
  return taken;
}

void window::send_open(steady_time now, timestamp wall) {
  while (!open_.empty()) {
    auto& next = *open_.back();
    open_.pop_back();
    send(next, now, wall);
  }
}

/// Of a slot that was taken, also a second time with a new credential.
void window::send(batch& flight, steady_time now, timestamp wall) {
  contain(flight, [&] { submit(flight, now, wall); });
}

void window::submit(batch& flight, steady_time now, timestamp wall) {
  const auto filled = flight.fill(wall);
  if (!filled) return refuse_unsent(flight, filled.error(), now);
  fault_point(fault::before_send);
  const auto own = flight.by().facts().timeout;
  flight.submit(now, own.count() > 0 ? own : tools_.settings.providers.request_timeout);
  fault_point(fault::after_send);
}

void window::refuse_unsent(batch& flight, const error& why, steady_time now) {
  auto& from = flight.of();
  auto& by = flight.by();
  by.forget_probe(flight.through());
  const auto places = flight.places();
  if (why.code == errc::unavailable) {
    const auto wait = std::max(short_hold, by.wait(flight.through(), now));
    for (const auto place : places) from.settle(place, held_end(by.via()), {}, wait);
  } else if (places.size() > 1) {  // too much together, or one of them is to blame
    split(from, places);
  } else {
    from.settle(places.front(), unsendable_end(by.via(), why), why.detail);
  }
  free(flight);
  listener_.on_progress(from);
}

void window::split(chunk& from, std::vector<std::size_t> places, const std::vector<std::uint16_t>& parts) {
  std::map<std::uint16_t, std::vector<std::size_t>> by_part;
  for (std::size_t each = 0; each < parts.size(); ++each) by_part[parts[each]].push_back(places[each]);
  if (by_part.size() > 1) {
    for (auto& [part, theirs] : by_part) from.set_apart(std::move(theirs));
  } else {
    const auto middle = places.begin() + static_cast<std::ptrdiff_t>(places.size() / 2);
    from.set_apart({places.begin(), middle});
    from.set_apart({middle, places.end()});
  }
  put_back(from);
}

/// It ends without an outcome: its recipients stay open, for whoever takes its job on again.
void window::break_off(batch& flight) {
  if (flight.is_submitted()) return flight.cancel();  // failed(cancelled) frees it
  flight.by().forget_probe(flight.through());
  free(flight);
}

void window::report_broken(chunk& from, const error& why) {
  report_contained("delivery", why);
  listener_.on_broken(from, why);
}

void window::settle_unsent(chunk& from, std::size_t place, device_end how, std::chrono::milliseconds delay) {
  from.settle(place, how, {}, delay);
  listener_.on_progress(from);
}

void window::free(batch& flight) {
  --flying_.of(flight.by().via());
  flight.release();
  free_.push_back(&flight);
}

void window::withdraw(chunk& failed) {
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
