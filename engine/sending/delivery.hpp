// A slot of the window: one delivery on its way to a provider, a plain state object that is used again and
// again. It carries the exchange; what an answer means for the recipient is the window's business. One io
// thread.
#pragma once

#include <cstdint>

#include "engine/chunks/chunk.hpp"
#include "net/exchange.hpp"

namespace carillon::engine {

class window;

class delivery final : public net::exchange {
 public:
  explicit delivery(window& owner) : owner_(owner) {}

  /// Takes a place of a chunk. The chunk outlives the flight (it counts its deliveries).
  void assign(chunk& from, std::size_t place) noexcept;
  /// Builds the request anew, with a credential as of now. Errors as push_template::render; unavailable when
  /// there is no credential.
  result<void> render(timestamp now);
  /// The response classified.
  providers::answer read(timestamp now) const;
  /// What people should know of it although it went well; often empty.
  std::string_view note() const noexcept { return words_->note(); }
  /// On the pool, until a callback runs.
  void submit(steady_time now, std::chrono::milliseconds timeout);
  /// The slot is free again; late news of this flight must find nobody.
  void release() noexcept;

  chunk& of() const noexcept { return *chunk_; }
  const device_task& task() const noexcept { return chunk_->task_at(place_); }
  std::size_t place() const noexcept { return place_; }
  sender& by() const noexcept { return *chunk_->task_at(place_).by; }
  const grant& used() const noexcept { return used_; }
  steady_time started() const noexcept { return started_; }
  bool is_assigned() const noexcept { return chunk_ != nullptr; }
  bool is_submitted() const noexcept { return is_submitted_; }
  /// Grows with every release: tells a callback whether it is still about the same flight.
  std::uint64_t flight() const noexcept { return flight_; }
  /// The credential was refused and replaced once already.
  bool was_reauthorized = false;

  void on_response() override;
  void on_failure(net::transport_failure failure) override;

 private:
  window& owner_;
  chunk* chunk_ = nullptr;
  std::size_t place_ = 0;
  const push_template* words_ = nullptr;  ///< since render(): the chunk's, alive as long as that
  grant used_;
  steady_time started_{};
  std::uint64_t flight_ = 0;
  bool is_submitted_ = false;
};

}  // namespace carillon::engine
