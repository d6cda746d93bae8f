// An open chunk job: its recipients as groups of addresses, how far sending got, and what came of it. The
// window takes deliveries from it and settles them; the recorder carries its outcomes to Redis; the
// dispatcher owns it. No I/O. One io thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/chunks/chunk_materials.hpp"
#include "engine/chunks/chunk_waits.hpp"
#include "engine/chunks/held_job.hpp"
#include "engine/chunks/intents.hpp"
#include "engine/chunks/ledger.hpp"

namespace carillon::engine {

/// How a job's run ends.
struct chunk_ending {
  queue::finish finish = queue::finish::done;
  std::chrono::milliseconds delay{0};
  std::map<provider, std::chrono::milliseconds> longer{};  ///< commit_request::longer
  std::map<provider, queue::last_answer> last_answers{};   ///< likewise
  std::map<provider, queue::last_answer> held{};           ///< likewise
};

class chunk : public std::enable_shared_from_this<chunk> {
 public:
  /// `dice`: uniform in [0, 1); of this run.
  chunk(std::shared_ptr<held_job> held, double dice);

  /// From now on these senders serve what was not sent yet. Only while it is open.
  void reroute(std::shared_ptr<const routes> now);
  /// Who serves it; null before it is open.
  const routes* served_by() const noexcept { return materials_.routes.get(); }
  /// Its broadcast was cancelled: nothing more of it is sent, and what was not sent is skipped. Any time.
  void cancel() noexcept;
  /// A sender that another one replaced could not send for it: it is claimed again at once.
  void want_new_senders() noexcept { wants_new_senders_ = true; }
  bool is_open() const noexcept { return is_open_; }
  /// Called once, before anything is sent. Recipients that need no sending are settled here.
  void open(chunk_materials materials);
  /// Instead of open(): nobody can have anything of it before then. `why`: what providers answered last.
  void stay_closed(std::chrono::milliseconds wait, const std::map<provider, queue::last_answer>& why);

  held_job& held() noexcept { return *held_; }
  const std::shared_ptr<held_job>& shared_held() const noexcept { return held_; }
  const queue::claimed_job& job() const noexcept { return held_->job; }
  std::int64_t redis_ms(steady_time now) const noexcept { return held_->redis_ms(now); }
  /// Until its deliveries expire; not positive when they did.
  std::chrono::milliseconds remaining(steady_time now) const noexcept;
  /// The same of those that `through` fails: less of an origin that is their address' own.
  std::chrono::milliseconds remaining(const outlet& through, steady_time now) const noexcept;
  double dice() const noexcept { return dice_; }

  bool has_unsent() const noexcept { return !apart_.empty() || !again_.empty() || next_ < tasks_.size(); }
  /// Some deliveries of a recipient were taken and some were not: outcomes are committed by recipient, so
  /// giving the job back now would have those sent a second time.
  bool is_within_recipient() const noexcept;
  /// Deliveries that have to share a request, and nothing else in it: of one that was split.
  bool has_apart() const noexcept { return !apart_.empty(); }
  std::vector<std::size_t> take_apart();
  /// Deliveries of which nothing was begun.
  std::size_t untouched() const noexcept { return tasks_.size() - next_; }
  /// The next delivery's place; only while has_unsent(), and no has_apart().
  std::size_t next() const noexcept { return again_.empty() ? next_ : again_.front(); }
  void take_next() noexcept;
  /// Through the next account; people are told why.
  void hop(std::size_t place, std::string_view why);
  /// Back to what is unsent.
  void give_back(std::size_t place) { again_.push_back(place); }
  /// Back to what is unsent, to be sent apart from others.
  void set_apart(std::vector<std::size_t> places) { apart_.push_back(std::move(places)); }

  delivery_task& task_at(std::size_t place) noexcept { return tasks_[place]; }
  const delivery_task& task_at(std::size_t place) const noexcept { return tasks_[place]; }
  providers::item item_at(std::size_t place) const noexcept;
  /// What an address' owner is told.
  rendition& words_at(std::size_t place) noexcept;
  /// Why an address has no sender.
  queue::own_reason why_unserved(std::size_t place) const;
  std::uint8_t attempt_of(std::size_t place) const noexcept { return groups_[tasks_[place].group].attempt; }
  /// Of a retry that came too soon, for the job was looked at again for others' sake; else not positive.
  std::chrono::milliseconds early_by(std::size_t place, provider via, steady_time now) const noexcept;

  /// Its provider took it and will tell more. Before settle().
  void expect_receipt(std::size_t place, expected_receipt wanted);
  /// How a delivery ended. `text`: words worth keeping. `delay`: for a retry or a hold, the least wait.
  /// Closes the recipient's group when it was the last of it.
  void settle(std::size_t place, device_end end, std::string text = {}, std::chrono::milliseconds delay = {});
  /// Every recipient has its fate for this run.
  bool is_complete() const noexcept { return is_open_ && open_groups_ == 0; }
  /// done; or retry or park, as soon as one of those it waits for would have it again, and no retry through
  /// the others before their time; park when it stayed closed; release while it is not complete.
  chunk_ending ending() const;

  bool goes_once_at_most() const noexcept { return intents_.are_needed(); }
  /// Of deliveries that go out once at most: writes the next ones down, to ride on the next commit.
  void announce();
  void arrived(const outcome_batch& committed) noexcept { intents_.arrive(committed.announced); }
  /// False of a delivery whose announcement did not arrive yet.
  bool may_send(std::size_t place) const noexcept {
    return tasks_[place].is_in_doubt || intents_.allow(place);
  }
  /// Takes the announcements of what was not sent back: the job is given back.
  void withdraw_announcements();

  engine::ledger& outcomes() noexcept { return ledger_; }
  const engine::ledger& outcomes() const noexcept { return ledger_; }

  /// Its next delivery's carrier has all it may have: the window waits for room. Kept by it.
  std::optional<line_place> line;
  /// The same: requests on their way, and revocations.
  std::uint32_t in_flight = 0;
  std::uint32_t in_long_flight = 0;  ///< of these: requests that may take minutes
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
    delivery_state finished_as = delivery_state::pending;
    bool is_in_doubt = false;            ///< announced by somebody else
    std::uint32_t first = 0, count = 0;  ///< its addresses among tasks_ and ends_
    std::uint32_t open = 0;
  };
  void add_group(std::size_t recipient, bool is_expired);
  void add_tasks(std::size_t recipient, const std::vector<queue::finished_device>& finished);
  void add_task(delivery_task task, const std::vector<queue::finished_device>& finished);
  bool can_be_asked(const group& about) const;
  void drop_tasks(group& of);
  void expire(std::size_t recipient, group of, const std::vector<queue::finished_device>& finished);
  void close(const group& closed);
  void write(const group& closed, std::span<device_end> devices);
  std::vector<expected_receipt> take_receipts(const group& closed);

  std::shared_ptr<held_job> held_;
  chunk_materials materials_;
  std::vector<providers::person> people_;                     ///< beside materials_.people
  std::vector<std::shared_ptr<const routes>> former_routes_;  ///< what is in flight goes by them
  std::vector<delivery_task> tasks_;
  std::vector<device_end> ends_;                      ///< beside tasks_
  std::vector<group> groups_;                         ///< beside the recipients
  std::map<std::size_t, std::string> texts_;          ///< by place; few
  std::map<std::size_t, expected_receipt> receipts_;  ///< by place, until their group closes
  engine::ledger ledger_;
  engine::intents intents_;
  std::vector<queue::delivery_record> scratch_;
  std::size_t next_ = 0;
  std::deque<std::size_t> again_;
  std::deque<std::vector<std::size_t>> apart_;
  std::size_t open_groups_ = 0;
  chunk_waits waits_;
  std::optional<std::chrono::milliseconds> closed_for_;
  std::map<provider, queue::last_answer> last_answers_;  ///< that put deliveries off, this run's and before
  std::map<provider, queue::last_answer> holding_;       ///< the same, of this run, where their sender rests
  double dice_;
  bool has_retries_ = false;
  bool has_held_ = false;
  bool is_open_ = false;
  bool is_cancelled_ = false;
  bool wants_new_senders_ = false;
};

}  // namespace carillon::engine
