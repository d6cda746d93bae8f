// The requests in flight: slots, filled from the open chunks by lane and emptied by answers. Each carrier has
// its share of them (concurrency_limit); who finds it full waits in line or outside, and holds up nobody. The
// hot path of the product: between two reads of a socket everything here is plain calls. One io thread.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "config/settings.hpp"
#include "engine/parts/by_provider.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/engine_metrics.hpp"
#include "engine/parts/lane_wheel.hpp"
#include "engine/sending/batch.hpp"
#include "engine/sending/dead_address.hpp"
#include "engine/sending/flight_ages.hpp"
#include "engine/sending/reconciler.hpp"
#include "engine/sending/verdict.hpp"

namespace carillon::engine {

/// Whom the window tells, on its thread. No call may destroy a chunk.
struct window_listener {
  std::function<void(chunk&)> on_progress;       ///< something of the chunk was settled
  std::function<void()> on_hungry;               ///< a chunk has nothing left to send: another one is wanted
  std::function<void(chunk&, error)> on_broken;  ///< something threw while a delivery of it was worked on
};

/// What the window needs of the worker; outlives it.
struct window_tools {
  const config::settings& settings;
  engine_metrics& metrics;
  std::function<void(dead_address, revocation_callback)> revoke;
  std::function<void(doubt, sighting_callback)> look_for;
};

class window final : private batch_owner {
 public:
  window(window_tools tools, window_listener listener);
  ~window();  ///< only when nothing is in flight

  /// Queues an open chunk for sending. It stays valid until its in_flight is 0 and it was dropped or is
  /// complete.
  void add(chunk& opened);
  /// Starts what may start now. Called whenever something changed: a chunk was added, a lease renewed,
  /// outcomes committed; and once a second, for a slot or a line may be given up by time alone. Cheap when
  /// there is nothing to do.
  void fill(steady_time now = std::chrono::steady_clock::now());
  /// Starts nothing more of a chunk; what is in flight may end.
  void withdraw(chunk& failed);
  /// Takes a chunk out, and cancels its requests; nothing of them is recorded.
  void drop(chunk& lost);
  /// From now on no recipient is begun; what is in flight may end, and recipients begun with one delivery get
  /// their others.
  void stop_sending();
  /// Cancels everything in flight.
  void cancel_all();

  /// Requests, answers that wait for a token to be discarded, and deliveries whose account is being asked
  /// what it took.
  std::size_t in_flight() const noexcept {
    return slots_.size() - free_.size() + revoking_.size() + looked_for_.size();
  }
  const by_provider<std::size_t>& in_flight_by_provider() const noexcept { return flying_; }
  /// Chunks with something left to send.
  std::size_t unsent_chunks() const noexcept;
  /// Of these, how many of each project wait for a carrier that has all it may have.
  std::map<project_id, std::size_t> lined_up() const;

  /// In flight, or begun and to be completed before a job can be given back.
  bool has_begun_recipients() const noexcept;

 private:
  /// A delivery whose address is being discarded.
  struct revocation {
    chunk* from;
    std::size_t place;
    provider via;
    int status;
    providers::answer told;
  };

  /// A delivery that may have gone out.
  struct lost_answer {
    chunk* from;
    std::size_t place;
    provider via;
    providers::answer told;  ///< why nobody knows
  };

  void answered(batch& flight) override;
  void failed(batch& flight, net::transport_failure failure) override;

  std::deque<chunk*>& lane_of(const chunk& one) noexcept;
  chunk* choose(steady_time now);
  chunk* first_ready(lane of, steady_time now);
  bool is_ready(chunk& candidate, steady_time now) const;
  /// In line before a carrier, and still right to wait there.
  bool stands_in_line(const chunk& candidate, const sender* by, steady_time now) const;
  /// False when it needs a slot and there is none.
  bool start(chunk& from, steady_time now);
  void put_back(chunk& from);

  // Whether the next delivery may start, and how: window_admission.cpp.
  bool begin_next(chunk& from, steady_time now);
  bool begin_apart(chunk& from, steady_time now);
  /// True of a delivery that somebody else announced: its account is asked, nothing is sent.
  bool look_for_if_in_doubt(chunk& from, std::size_t place);
  /// True when nothing can be sent of it: it is settled then.
  bool settle_if_unsendable(chunk& from, std::size_t place, steady_time now);
  /// The way of a delivery, past accounts that cannot have it for now; nothing when it was settled instead.
  std::optional<way> find_way(chunk& from, std::size_t place, steady_time now);
  batch* open_batch(const way& along) noexcept;
  bool is_full(const way& along, steady_time now);
  bool may_line_up(const way& along, steady_time now) const;
  void wait_for_room(const way& along, std::size_t place, steady_time now);
  bool admit(const way& along, std::size_t place, steady_time now);
  void settle_unsent(chunk& from, std::size_t place, device_end how, std::chrono::milliseconds delay = {});

  // The slots: window_flights.cpp.
  /// The window bounds requests that give their slot back soon; beside them a few times as many may be slow.
  bool has_slot(steady_time now) noexcept;
  batch& take_slot(const way& along, steady_time now);
  void send_open(steady_time now, timestamp wall);
  void send(batch& flight, steady_time now, timestamp wall);
  void submit(batch& flight, steady_time now, timestamp wall);
  void refuse_unsent(batch& flight, const error& why, steady_time now);
  /// Does what news of a flight asks for. What that throws costs the flight and its chunk; it never throws.
  template <class Work>
  void contain(batch& flight, Work work) {
    auto& from = flight.of();
    const auto number = flight.flight();
    try {
      work();
    } catch (...) {
      const auto why = caught();
      if (flight.flight() == number) break_off(flight);
      report_broken(from, why);
    }
  }
  void break_off(batch& flight);
  void report_broken(chunk& from, const error& why);
  void free(batch& flight);
  /// Into halves, or those of one part each where there are several.
  void split(chunk& from, std::vector<std::size_t> places, const std::vector<std::uint16_t>& parts = {});

  // What an answer, or the want of one, means for the deliveries: window_answers.cpp.
  void conclude(batch& flight, std::span<const providers::answer> told);
  void hear(batch& flight, std::span<const providers::answer> told, steady_time now);
  verdict judge_one(const batch& flight, std::size_t place, const providers::answer& told,
                    steady_time now) const;
  void carry_out(batch& flight, std::size_t place, const providers::answer& told, steady_time now);
  void expect_receipt(batch& flight, std::size_t place, const providers::answer& told);
  void hold(batch& flight, std::size_t place, const providers::answer& told, std::chrono::milliseconds delay,
            steady_time now);
  void revoke(batch& flight, std::size_t place, const providers::answer& told);
  void conclude_revocation(std::uint64_t number, store::revocation what_became);
  void look_for(const lost_answer& lost, timestamp since);
  void conclude_search(std::uint64_t number, const providers::sighting& found);
  void reauthorize(batch& flight);

  window_tools tools_;
  window_listener listener_;
  lane_wheel turns_;
  std::array<std::deque<chunk*>, 3> lanes_;  ///< by lane, first come first served
  std::vector<std::unique_ptr<batch>> slots_;
  std::vector<batch*> free_;
  flight_ages ages_;          ///< of those in slots
  std::vector<batch*> open_;  ///< being gathered; none but inside fill()
  by_provider<std::size_t> flying_;
  std::unordered_map<std::uint64_t, revocation> revoking_;
  std::unordered_map<std::uint64_t, lost_answer> looked_for_;
  std::uint64_t last_number_ = 0;  ///< of revocations and searches
  /// Of the request that is being concluded: what is to be sent once more, and how.
  std::vector<std::size_t> kept_;
  std::vector<std::uint16_t> parts_;  ///< beside kept_
  verdict::kind kept_for_ = verdict::kind::deliver;
  bool is_sending_ = true;
  bool is_filling_ = false;
  bool has_put_back_ = false;
};

}  // namespace carillon::engine
