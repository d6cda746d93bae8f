#include "engine/sending/window.hpp"

#include <algorithm>

#include "engine/parts/fault_point.hpp"
#include "engine/parts/ticket.hpp"

namespace carillon::engine {
namespace {

device_end held_end(provider via) noexcept {
  return {.what = device_end::kind::held, .via = via};
}

device_end own_end(delivery_state state, queue::own_reason reason) noexcept {
  return {.what = device_end::kind::ended, .state = state, .reason = static_cast<std::uint16_t>(reason)};
}

/// The same for all attempts: nothing is sent, and nothing is tried again.
device_end unsendable_end(provider via, const error& why) noexcept {
  const bool is_too_large = why.code == errc::too_large;
  auto how = own_end(delivery_state::failed, is_too_large ? queue::own_reason::payload_too_large
                                                          : queue::own_reason::invalid_override);
  how.via = via;
  return how;
}

/// While a new credential is being fetched, or a refused one probed, by somebody else.
constexpr std::chrono::milliseconds short_hold{1'000};

}  // namespace

window::window(worker_parts& parts, window_listener listener)
    : parts_(parts), listener_(std::move(listener)), revoker_(parts) {
  const auto size = std::max(1U, parts.settings.worker.window);
  slots_.reserve(size);
  free_.reserve(size);
  for (unsigned slot = 0; slot < size; ++slot) {
    slots_.push_back(std::make_unique<delivery>(*this));
    free_.push_back(slots_.back().get());
  }
}

window::~window() = default;

void window::add(chunk& opened) {
  if (opened.has_unsent()) lanes_[static_cast<std::size_t>(opened.job().urgency)].push_back(&opened);
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
  while (!free_.empty()) {
    auto* const next = choose(now);
    if (!next) break;
    start(*next, now, wall);
    if (!next->has_unsent()) {
      std::erase(lanes_[static_cast<std::size_t>(next->job().urgency)], next);
      is_hungry = true;
    }
  }
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

/// Its lease is fresh enough, and its outcomes are not piling up before Redis (queue.md 2.7, 2.15).
bool window::is_ready(chunk& candidate, steady_time now) const noexcept {
  if (!is_sending_ && !candidate.is_within_recipient()) return false;
  return candidate.held().may_start(now) &&
         candidate.outcomes().waiting() < 2 * std::size_t{parts_.settings.worker.commit_outcomes};
}

void window::start(chunk& from, steady_time now, timestamp wall) {
  const auto place = from.take_next();
  try {
    begin(from, place, now, wall);
  } catch (...) {
    report_broken(from, caught());
  }
}

void window::begin(chunk& from, std::size_t place, steady_time now, timestamp wall) {
  auto* const by = from.task_at(place).by;
  if (!by) {
    return settle_unsent(from, place, own_end(delivery_state::skipped, from.why_unserved(place)));
  }
  if (from.remaining(now).count() <= 0) {
    return settle_unsent(from, place, own_end(delivery_state::expired, queue::own_reason::expired));
  }
  if (!by->rest().admit(now)) {
    if (by->is_retired()) from.want_new_senders();
    return settle_unsent(from, place, held_end(by->via()), by->rest().wait(now));
  }
  auto& flight = *free_.back();
  free_.pop_back();
  flight.assign(from, place);
  ++flying_[static_cast<std::size_t>(by->via()) % flying_.size()];
  send(flight, now, wall);
}

/// Of an assigned delivery, also a second time with a new credential.
void window::send(delivery& flight, steady_time now, timestamp wall) {
  contain(flight, [&] { submit(flight, now, wall); });
}

void window::submit(delivery& flight, steady_time now, timestamp wall) {
  const auto rendered = flight.render(wall);
  if (!rendered) {
    flight.by().rest().forget_probe();
    if (rendered.error().code == errc::unavailable) {
      return end(flight, held_end(flight.by().via()), {}, std::max(short_hold, flight.by().rest().wait(now)));
    }
    return end(flight, unsendable_end(flight.by().via(), rendered.error()), rendered.error().detail);
  }
  fault_point(fault::before_send);
  flight.submit(now, parts_.settings.providers.request_timeout);
  fault_point(fault::after_send);
}

/// It ends without an outcome: its recipient stays open, for whoever takes its job on again.
void window::break_off(delivery& flight) {
  flight.by().rest().forget_probe();
  if (flight.is_submitted()) {
    flight.by().pool().cancel(flight);  // failed(cancelled) frees it
  } else {
    free(flight);
  }
}

void window::report_broken(chunk& from, const error& why) {
  report_contained("delivery", why);
  listener_.on_broken(from, why);
}

void window::settle_unsent(chunk& from, std::size_t place, device_end how, std::chrono::milliseconds delay) {
  from.settle(place, how, {}, delay);
  listener_.on_progress(from);
}

void window::end(delivery& flight, device_end how, std::string text, std::chrono::milliseconds delay) {
  auto& from = flight.of();
  from.settle(flight.place(), how, std::move(text), delay);
  free(flight);
  listener_.on_progress(from);
}

void window::free(delivery& flight) {
  --flying_[static_cast<std::size_t>(flight.by().via()) % flying_.size()];
  flight.release();
  free_.push_back(&flight);
}

void window::withdraw(chunk& failed) {
  std::erase(lanes_[static_cast<std::size_t>(failed.job().urgency)], &failed);
}

void window::drop(chunk& lost) {
  withdraw(lost);
  for (const auto& slot : slots_) {
    if (slot->is_assigned() && &slot->of() == &lost) {
      if (slot->is_submitted()) {
        slot->by().pool().cancel(*slot);  // failed(cancelled) frees it
      } else {
        free(*slot);
      }
    }
  }
}

void window::cancel_all() {
  for (const auto& slot : slots_) {
    if (!slot->is_assigned()) continue;
    if (slot->is_submitted()) {
      slot->by().pool().cancel(*slot);
    } else {
      free(*slot);
    }
  }
}

}  // namespace carillon::engine
