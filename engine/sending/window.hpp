// The deliveries in flight: a fixed number of slots, filled from the open chunks by lane and emptied by
// answers. The hot path of the product: between two reads of a socket everything here is plain calls. One io
// thread.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "engine/chunks/chunk.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/lane_wheel.hpp"
#include "engine/parts/worker_parts.hpp"
#include "engine/sending/delivery.hpp"
#include "engine/sending/revoker.hpp"

namespace carillon::engine {

/// Whom the window tells, on its thread. No call may destroy a chunk.
struct window_listener {
  std::function<void(chunk&)> on_progress;       ///< something of the chunk was settled
  std::function<void()> on_hungry;               ///< a chunk has nothing left to send: another one is wanted
  std::function<void(chunk&, error)> on_broken;  ///< something threw while a delivery of it was worked on
};

class window {
 public:
  window(worker_parts& parts, window_listener listener);
  ~window();  ///< only when nothing is in flight

  /// Queues an open chunk for sending. It stays valid until its in_flight is 0 and it was dropped or is
  /// complete.
  void add(chunk& opened);
  /// Starts what may start now. Called whenever something changed: a chunk was added, a lease renewed,
  /// outcomes committed. Cheap when there is nothing to do.
  void fill();
  /// Starts nothing more of a chunk; what is in flight may end.
  void withdraw(chunk& failed);
  /// Takes a chunk out, and cancels its deliveries; nothing of them is recorded.
  void drop(chunk& lost);
  /// From now on no recipient is begun; what is in flight may end, and recipients begun with one device get
  /// their others.
  void stop_sending();
  /// Cancels everything in flight.
  void cancel_all();

  std::size_t in_flight() const noexcept { return slots_.size() - free_.size(); }
  std::array<std::size_t, 3> in_flight_by_provider() const noexcept { return flying_; }
  /// Chunks with something left to send.
  std::size_t unsent_chunks() const noexcept;

  /// In flight, or begun and to be completed before a job can be given back.
  bool has_begun_recipients() const noexcept;

  // For the deliveries.
  void answered(delivery& flight);
  void failed(delivery& flight, net::transport_failure failure);

 private:
  chunk* choose(steady_time now);
  chunk* first_ready(lane of, steady_time now);
  bool is_ready(chunk& candidate, steady_time now) const noexcept;
  void start(chunk& from, steady_time now, timestamp wall);
  void begin(chunk& from, std::size_t place, steady_time now, timestamp wall);
  void send(delivery& flight, steady_time now, timestamp wall);
  void submit(delivery& flight, steady_time now, timestamp wall);
  /// Does what news of a flight asks for. What that throws costs the flight and its chunk; it never throws.
  template <class Work>
  void contain(delivery& flight, Work work) {
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
  void break_off(delivery& flight);
  void report_broken(chunk& from, const error& why);
  void reauthorize(delivery& flight);
  /// What an answer, or the want of one, means for the device: see window_answers.cpp.
  void conclude(delivery& flight, const providers::answer& answer);
  void conclude_retry(delivery& flight, const providers::answer& answer, steady_time now);
  void conclude_dead(delivery& flight, const providers::answer& answer);
  void conclude_revocation(delivery& flight, const providers::answer& answer, store::revocation what_became);
  void conclude_config(delivery& flight, const providers::answer& answer, steady_time now);
  void end(delivery& flight, device_end how, std::string text = {}, std::chrono::milliseconds delay = {});
  void settle_unsent(chunk& from, std::size_t place, device_end how, std::chrono::milliseconds delay = {});
  void free(delivery& flight);

  worker_parts& parts_;
  window_listener listener_;
  revoker revoker_;
  lane_wheel turns_;
  std::array<std::deque<chunk*>, 3> lanes_;  ///< by lane, first come first served
  std::vector<std::unique_ptr<delivery>> slots_;
  std::vector<delivery*> free_;
  std::array<std::size_t, 3> flying_{};  ///< by provider: none, apns, fcm
  bool is_sending_ = true;
  bool is_filling_ = false;
};

}  // namespace carillon::engine
