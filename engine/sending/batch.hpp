// A slot of the window: one request on its way to a provider, carrying one or more deliveries of one chunk. A
// plain state object that is used again and again. What an answer means for each of them is the window's
// business. One io thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/chunks/chunk.hpp"
#include "net/exchange.hpp"

namespace carillon::engine {

class batch;

/// Whom a batch tells that its request ended.
class batch_owner {
 public:
  virtual void answered(batch& request) = 0;
  virtual void failed(batch& request, net::transport_failure failure) = 0;

 protected:
  ~batch_owner() = default;
};

/// By which way deliveries go: those that share one may share a request.
struct way {
  chunk* from = nullptr;
  sender* by = nullptr;
  outlet* through = nullptr;
  const providers::request_template* words = nullptr;
  bool operator==(const way&) const = default;
};

class batch final : public net::exchange {
 public:
  explicit batch(batch_owner& owner) : owner_(owner) {}

  /// Takes the slot. The chunk outlives the flight (it counts its requests).
  void begin(const way& along, steady_time now);
  void add(std::size_t place);
  bool is_full() const noexcept { return places_.size() >= way_.by->facts().most_items; }
  /// Only these go on; of those that were read.
  void keep(const std::vector<std::size_t>& places);

  /// Builds the request anew, with a credential as of now. Errors as request_template::fill; too_large also
  /// past traits::most_bytes; unavailable when there is no credential.
  result<void> fill(timestamp now);
  /// On its way, until a callback runs.
  void submit(steady_time now, std::chrono::milliseconds within);
  void cancel() { way_.through->carried_by->cancel(*this); }
  /// The response classified, one answer a delivery.
  std::span<const providers::answer> read(timestamp now);
  /// The same answer for all of them.
  std::span<const providers::answer> read(const providers::answer& for_all);
  /// The slot is free again; late news of this flight must find nobody.
  void release(steady_time now) noexcept;

  const way& along() const noexcept { return way_; }
  chunk& of() const noexcept { return *way_.from; }
  sender& by() const noexcept { return *way_.by; }
  outlet& through() const noexcept { return *way_.through; }
  const std::vector<std::size_t>& places() const noexcept { return places_; }
  const grant& used() const noexcept { return used_; }
  std::string_view note() const noexcept { return way_.words->note(); }
  steady_time began() const noexcept { return began_; }
  /// The last attempt.
  steady_time started() const noexcept { return started_; }
  bool is_assigned() const noexcept { return way_.from != nullptr; }
  bool is_submitted() const noexcept { return is_submitted_; }
  /// Grows with every release: tells a callback whether it is still about the same flight.
  std::uint64_t flight() const noexcept { return flight_; }
  /// The credential was refused and replaced once already.
  bool was_reauthorized = false;
  /// Nothing of it had been processed: it was sent once more at once.
  bool was_resent = false;

  void on_response() override;
  void on_failure(net::transport_failure failure) override;

 private:
  /// Its provider may take minutes.
  bool is_long() const noexcept { return way_.by->facts().timeout.count() > 0; }

  batch_owner& owner_;
  way way_;
  std::vector<std::size_t> places_;
  std::vector<providers::item> items_;  ///< beside places_, since fill()
  std::vector<providers::answer> told_;
  grant used_;
  steady_time began_{};
  steady_time started_{};
  std::uint64_t flight_ = 0;
  bool is_submitted_ = false;
};

}  // namespace carillon::engine
