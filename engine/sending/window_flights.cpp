// The slots: how requests get on their way, and what becomes of those that cannot be sent.
#include <algorithm>
#include <map>

#include "engine/parts/fault_point.hpp"
#include "engine/sending/unsent.hpp"
#include "engine/sending/window.hpp"

namespace carillon::engine {
namespace {

/// The same for all attempts: nothing is sent, and nothing is tried again.
device_end unsendable_end(provider via, const error& why) noexcept {
  using queue::own_reason;
  if (why.code == errc::corrupted) return unsent_end(delivery_state::skipped, own_reason::invalid_address);
  auto how = unsent_end(delivery_state::failed, why.code == errc::too_large ? own_reason::payload_too_large
                                                                            : own_reason::invalid_override);
  how.via = via;
  return how;
}

}  // namespace

bool window::has_slot(steady_time now) noexcept {
  constexpr std::size_t most_windows = 4;
  const std::size_t size = tools_.settings.worker.window;
  const auto taken = slots_.size() - free_.size();
  return taken < most_windows * size && taken - ages_.old(now) < size;
}

batch& window::take_slot(const way& along, steady_time now) {
  if (free_.empty()) {
    batch_owner& told = *this;
    slots_.push_back(std::make_unique<batch>(told));
    free_.push_back(slots_.back().get());
  }
  auto& taken = *free_.back();
  free_.pop_back();
  taken.begin(along, now);
  ages_.begin(now);
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
    const auto wait = std::max(short_hold, by.wait(flight.through(), admission::resting, now));
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

void window::free(batch& flight) {
  --flying_.of(flight.by().via());
  ages_.end(flight.began());
  flight.release(std::chrono::steady_clock::now());
  free_.push_back(&flight);
}

}  // namespace carillon::engine
