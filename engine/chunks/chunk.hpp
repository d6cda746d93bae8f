// An open chunk job: its recipients as groups of devices, how far sending got, and what came of it. The
// window takes devices from it and settles them; the recorder carries its outcomes to Redis; the dispatcher
// owns it. No I/O. One io thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/chunks/held_job.hpp"
#include "engine/chunks/ledger.hpp"
#include "engine/content/wording.hpp"
#include "engine/outcome/group_outcome.hpp"
#include "engine/routing/routes.hpp"
#include "store/recipients.hpp"

namespace carillon::engine {

/// What a chunk is worked on with; held as long as it is open.
struct chunk_materials {
  std::int64_t expires_ms = 0;  ///< Redis' clock; no delivery starts after it
  std::shared_ptr<const engine::routes> routes;
  std::vector<store::recipient> recipients;  ///< those without a terminal outcome
  fates decided;                             ///< one of the recipients each, or empty: nothing is decided
  chunk_wording words;                       ///< of mobile_push
};

/// One device to be sent to.
struct device_task {
  const store::recipient* who = nullptr;
  const store::device_token* device = nullptr;
  sender* by = nullptr;     ///< null: no integration serves it
  std::uint32_t group = 0;  ///< its recipient
};

/// How a job's run ends.
struct chunk_ending {
  queue::finish finish = queue::finish::done;
  std::chrono::milliseconds delay{0};
};

class chunk {
 public:
  explicit chunk(std::shared_ptr<held_job> held);

  /// From now on these senders serve what was not sent yet. Only while it is open.
  void reroute(std::shared_ptr<const routes> now);
  /// A sender that another one replaced could not send for it: it is claimed again at once.
  void want_new_senders() noexcept { wants_new_senders_ = true; }
  bool is_open() const noexcept { return is_open_; }
  /// Called once, before anything is sent. Recipients that need no sending are settled here.
  void open(chunk_materials materials);

  held_job& held() noexcept { return *held_; }
  const std::shared_ptr<held_job>& shared_held() const noexcept { return held_; }
  const queue::claimed_job& job() const noexcept { return held_->job; }
  /// What a device's owner is told. Only of devices with a sender.
  rendition& words_at(std::size_t place) noexcept;
  std::int64_t redis_ms(steady_time now) const noexcept { return held_->redis_ms(now); }
  /// Until its deliveries expire; not positive when they did.
  std::chrono::milliseconds remaining(steady_time now) const noexcept;
  double dice() const noexcept { return dice_; }

  bool has_unsent() const noexcept { return next_ < tasks_.size(); }
  /// Some devices of a recipient were taken and some were not: outcomes are committed by recipient, so giving
  /// the job back now would have those sent a second time.
  bool is_within_recipient() const noexcept {
    return next_ > 0 && next_ < tasks_.size() && tasks_[next_].group == tasks_[next_ - 1].group;
  }
  /// The next device's place; only while has_unsent().
  std::size_t take_next() noexcept { return next_++; }
  const device_task& task_at(std::size_t place) const noexcept { return tasks_[place]; }
  /// Why a device has no sender.
  queue::own_reason why_unserved(std::size_t place) const noexcept;
  std::uint8_t attempt_of(std::size_t place) const noexcept { return groups_[tasks_[place].group].attempt; }

  /// How a device ended. `text`: the provider's words, if worth keeping. `delay`: for a retry or a hold, the
  /// least wait. Closes the recipient's group when it was the last of it.
  void settle(std::size_t place, device_end end, std::string text = {}, std::chrono::milliseconds delay = {});
  /// Every recipient has its fate for this run.
  bool is_complete() const noexcept { return is_open_ && open_groups_ == 0; }
  /// done, or retry or park with the longest wait asked for; release while it is not complete.
  chunk_ending ending() const noexcept;

  engine::ledger& outcomes() noexcept { return ledger_; }
  const engine::ledger& outcomes() const noexcept { return ledger_; }

  /// Kept by the window: deliveries on their way.
  std::uint32_t in_flight = 0;
  /// Kept by the recorder.
  struct commit_state {
    bool is_running = false;         ///< a commit is under way
    bool is_due = false;             ///< the interval passed since the first outcome that waits
    bool is_listed = false;          ///< waits for the interval to pass
    bool wants_ending = false;       ///< end the job after what waits: it is complete, or we are draining
    bool has_ended = false;          ///< its last commit was answered
    bool was_told = false;           ///< its owner knows that it has
    bool is_in_doubt = false;        ///< something threw while a commit was under way
    std::optional<error> failure{};  ///< it cannot be worked on: it is to be buried
  } commit;

 private:
  struct group {
    std::uint16_t offset = 0;
    std::uint8_t attempt = 1;
    bool has_finished_devices = false;
    std::uint32_t first = 0, count = 0;  ///< its devices among tasks_ and ends_
    std::uint32_t open = 0;
  };
  void add_group(std::size_t recipient, bool is_expired);
  void close(const group& closed);
  void write(const group& closed, std::span<const device_end> devices);

  std::shared_ptr<held_job> held_;
  chunk_materials materials_;
  std::vector<std::shared_ptr<const routes>> former_routes_;  ///< what is in flight goes by them
  std::vector<device_task> tasks_;
  std::vector<device_end> ends_;  ///< beside tasks_
  std::vector<group> groups_;
  std::map<std::size_t, std::string> texts_;  ///< by place; few
  engine::ledger ledger_;
  std::vector<queue::delivery_record> scratch_;
  std::size_t next_ = 0;
  std::size_t open_groups_ = 0;
  std::chrono::milliseconds retry_delay_{0};
  std::chrono::milliseconds hold_delay_{0};
  double dice_;
  bool has_retries_ = false;
  bool has_held_ = false;
  bool is_open_ = false;
  bool wants_new_senders_ = false;
};

}  // namespace carillon::engine
