// The queue protocol (queue.md 2.5-2.9, 2.18): one method a script, each touching one slot. Called by the API
// (accept, find, list, progress) and by the engine's roles (the rest). One io thread; it keeps no more than
// which of its claims got no answer.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "net/redis/redis.hpp"
#include "queue/event_news.hpp"
#include "queue/job.hpp"
#include "queue/outcome_record.hpp"
#include "queue/script_set.hpp"

namespace carillon::queue {

class hash_fields;

/// A way in which recipients failed.
struct failure {
  provider via = provider::none;
  delivery_state state = delivery_state::failed;
  bool is_reason_ours = true;  ///< own_reason; else a row of the provider's answer table, plus one
  std::uint16_t reason = 0;
  auto operator<=>(const failure&) const = default;
};

/// Deliveries that wait for their provider.
struct holding {
  last_answer said;           ///< the provider, or nothing (code 0: it did not answer)
  std::int64_t since_ms = 0;  ///< Redis clock
};

/// Sum over partitions; live while the broadcast runs.
struct broadcast_progress {
  std::uint64_t recipients = 0;  ///< planned, deleted users excluded
  std::array<std::uint64_t, 9>
      states{};  ///< recipients of each channel by delivery_state (terminal ones, retry attempts in [4])
  std::map<std::pair<provider, delivery_state>, std::uint64_t> deliveries;  ///< by provider and outcome
  /// Of the recipients that failed on a channel: by whom, and how. A recipient may fail on several.
  std::map<std::pair<provider, delivery_state>, std::uint64_t> failed_by;
  /// The same with the reasons. Less than failed_by where a version before reasons counted.
  std::map<failure, std::uint64_t> failed_for;
  std::uint64_t failed_recipients = 0;
  std::map<provider, holding> held;  ///< by whom deliveries are held now, the longest time
  std::uint64_t jobs = 0;
  std::uint64_t jobs_done = 0;
  std::uint64_t planned_partitions = 0;
  /// Recipients that failed on some channel, each once: never more than `recipients`.
  std::uint64_t failures() const { return failed_recipients; }
};

/// A broadcast as it rests in its home partition.
struct broadcast_record {
  broadcast_id id;
  project_id project;
  std::string request_hash;  ///< 32 raw bytes: what an idempotent replay must equal
  std::string body;          ///< the validated request as JSON, without recipients
  std::string recipients;    ///< JSON array, as given
  timestamp created;
  std::int64_t expires_ms = 0;  ///< wall clock, ms
  lane urgency = lane::standard;
  std::string trace;  ///< W3C trace id, or empty
  enum class stage { accepted, planned, processed } state = stage::accepted;
  std::string steps;              ///< JSON, the engine's: how it is delivered; empty until fix_steps()
  std::vector<channel> channels;  ///< once planned
  std::string errors;             ///< JSON array of {"message"}; empty = none
  /// When it was cancelled, Redis' clock (cancellation.hpp).
  std::optional<timestamp> cancelled;
  /// When it was processed, Redis' clock; of none that an older build processed.
  std::optional<timestamp> processed;
  /// Once processed: what progress() would sum up, at no further cost.
  std::optional<broadcast_progress> ended_with;
};

enum class accept_outcome { created, replayed, conflict };

/// What plan_* did in one call; call again until is_complete.
struct plan_progress {
  bool is_complete = false;
  std::uint32_t jobs_made = 0;
};

/// One step of a broadcast: every recipient, through one channel.
struct planned_step {
  channel via = channel::mobile_push;
  std::chrono::milliseconds delay{0};  ///< from the broadcast's acceptance to the start
};

/// What a plan needs to know of its broadcast.
struct plan_request {
  broadcast_id broadcast;
  project_id project;
  std::vector<planned_step> steps;  ///< each channel once; the same at every call
  lane urgency = lane::standard;
  std::int64_t created_ms = 0;
  std::int64_t expires_ms = 0;
};

enum class finish : std::uint8_t {
  no,       ///< more outcomes will come; renews the lease
  done,     ///< every recipient is terminal; refused with `incomplete` otherwise
  retry,    ///< every recipient is terminal or in retry: to `due` after `delay`, runs+1
  park,     ///< to `due` after `delay` without counting a run (breaker open, budget empty)
  release,  ///< graceful stop: back to ready at once, nothing counted
            // retry, park and release with nothing open are the same as done; a plan job is never done here
};

struct commit_request {
  std::string job_id;
  partition where = 0;
  fence right;
  project_id project;
  broadcast_id broadcast;
  std::string records;  ///< packed delivery_records, whole groups, at most 500
  std::string texts;    ///< packed record_texts
  queue::finish finish = finish::no;
  std::chrono::milliseconds delay{0};  ///< for retry and park
  /// Providers whose retries need longer than `delay`; the job remembers it. Not of `no`.
  std::map<provider, std::chrono::milliseconds> longer{};
  /// Why there is another run: the job remembers it, for what expires before it is tried again. Not of `no`.
  std::map<provider, last_answer> last_answers{};
  /// Of these, who cannot be used for now: its deliveries wait. The broadcast's progress tells.
  std::map<provider, last_answer> held{};
  std::chrono::milliseconds lease{30'000};
  /// Packed receipt_batches of what these records delivered, and how long until each is asked for. They are
  /// left out where the project has too many of them (most_receipt_bytes).
  std::vector<std::pair<std::string, std::chrono::milliseconds>> receipts{};
};

struct commit_reply {
  std::uint32_t accepted = 0;  ///< recipients whose state changed by this call
  std::uint32_t open = 0;      ///< recipients not terminal after it
  /// This call ended the broadcast's last open job of the partition: time to try finish_broadcast.
  bool is_partition_done = false;
  bool has_refused_receipts = false;  ///< commit_request::receipts were left out
};

/// A job whose lease was lost three times: it is among the dead now.
struct poisoned_job {
  partition where = 0;
  std::string id;
  broadcast_id broadcast{};
  project_id project{};
};
struct reap_reply {
  std::uint32_t requeued = 0;            ///< expired leases back to ready
  std::vector<poisoned_job> poisoned{};  ///< given up
  std::int64_t now_ms = 0;               ///< Redis clock
  std::vector<std::string> owners{};     ///< reap_options::wants_owners
};
struct reap_options {
  /// Nothing is taken when Redis' clock has passed it.
  std::int64_t not_after_ms = std::numeric_limits<std::int64_t>::max();
  /// Owners known to be dead: their leases are taken though they did not run out.
  std::vector<std::string> gone{};
  bool is_everybody_gone = false;
  bool wants_owners = false;  ///< who holds leases, of those that can be seen (be_present)
};
/// What is known of reaping to a worker that starts.
struct reaping {
  std::int64_t now_ms = 0;                ///< Redis clock
  std::optional<std::int64_t> last_ms{};  ///< of the last note_reaping()
};
/// What becomes of a job that its owner cannot work on.
struct burial {
  std::string job_id;
  partition where = 0;
  fence right;
  project_id project;
  broadcast_id broadcast;
  std::string reason;  ///< one word: "damaged", "failed"
  std::string detail;  ///< a sentence without secrets; its first 200 bytes are kept
};
struct stage_reply {
  std::uint32_t staged = 0;                    ///< due → ready
  std::optional<std::int64_t> next_due_in_ms;  ///< of what is still waiting
};
struct depth {
  std::array<std::uint64_t, 3> ready_jobs{};  ///< by lane
  std::uint64_t leased = 0, due = 0, dead = 0;
};

struct queue_options {
  std::string prefix = "c:";
  std::string durability = "fsync";  ///< fsync | replica | replica+fsync | memory (queue.md 2.5)
};

class queue {
 public:
  /// `redis` and `scripts` outlive the queue.
  queue(net::redis& redis, queue_options options, const script_set& scripts = built_in_scripts());

  /// First start writes {meta}:cfg; later ones compare. `configuration` on a partition or schema mismatch.
  task<result<void>> prepare();
  /// Whether builds that took two spellings of a token for two have written here, as prepare() found.
  bool has_older_spellings() const noexcept { return has_older_spellings_; }

  // API side
  /// One script, durable when it returns (as `durability` says); before it, what is large piece by piece. The
  /// lane is the caller's choice.
  task<result<accept_outcome>> accept(broadcast_record record);
  /// not_found when absent or another project's.
  task<result<broadcast_record>> find(project_id project, broadcast_id id);
  task<result<broadcast_progress>> progress(broadcast_id id);
  /// Broadcasts of a project that were accepted since then.
  task<result<std::uint64_t>> count_since(project_id project, timestamp since);
  struct position {
    std::int64_t created_us = 0;
    broadcast_id id;
  };
  struct listing {
    std::vector<broadcast_record> rows;
    std::optional<position> cut_at;  ///< it was enough before `limit` was reached: there may be more beyond
  };
  /// Newest first; strictly after (older than) or before (newer than) a position. At most `limit`, and no
  /// more once bodies and recipients have passed `most_bytes`: what is larger than that is never asked of
  /// Redis at once. What cannot be read is left out, and others are read in its place.
  task<result<listing>> list(project_id project, std::optional<position> older_than,
                             std::optional<position> newer_than, std::size_t limit,
                             std::size_t most_bytes = std::numeric_limits<std::size_t>::max());

  // planner
  /// Called before the first plan_*: how this broadcast is delivered, as JSON. The first call decides; the
  /// answer is what holds. `stale`: another owner.
  task<result<std::string>> fix_steps(claimed_job plan, std::string steps);
  /// Everyone numbered below the partition's bound at the first call. At most 64 jobs a call; resumable.
  task<result<plan_progress>> plan_everyone(plan_request request, partition where);
  /// These numbers (sorted, unique). When `topic` is given, their `users` (in the same order) are subscribed
  /// to it first; with `has_subscribers` all its subscribers of the partition are included. At most 8 jobs a
  /// call; resumable, idempotent.
  task<result<plan_progress>> plan_listed(plan_request request, partition where,
                                          std::vector<std::uint32_t> numbers, std::vector<user_id> users,
                                          std::string topic, bool has_subscribers);
  /// Marks the record planned and ends the plan job; partitions as a bit set. Idempotent, fenced. Then tries
  /// finish_broadcast: the jobs may have been faster, or there are none.
  task<result<void>> planned(claimed_job plan, std::uint64_t partitions, std::vector<channel> channels,
                             std::string errors);

  // dispatcher
  /// At most `limit` jobs of one partition, best lane first by `lanes` order; each fenced and leased. Jobs of
  /// projects to be passed over stay where they are. Who got no answer asks again: what that claim took comes
  /// first.
  task<result<std::vector<claimed_job>>> claim(partition where, std::array<lane, 3> lanes, std::size_t limit,
                                               std::chrono::milliseconds lease,
                                               std::vector<project_id> passed_over = {});
  /// Ready jobs by lane, of every partition, in one pipeline: which partitions are worth a claim.
  task<result<std::vector<std::array<std::uint32_t, 3>>>> peek();
  task<result<void>> renew(claimed_job job, std::chrono::milliseconds lease);
  /// `stale`: another owner; drop the job. `incomplete`: finish=done|retry but some recipients have no
  /// outcome. Resent unchanged after a lost reply it changes nothing twice.
  task<result<commit_reply>> commit(commit_request request);
  /// To dead, with the reason, and into the project's event log as job.failed. Fenced: `stale` when another
  /// owner holds it, or when it was buried before.
  task<result<void>> bury(burial wanted);

  // housekeeping
  /// `lease` is ours; each job is judged by its own.
  task<result<reap_reply>> reap(partition where, std::chrono::milliseconds lease, reap_options options = {});
  /// From now on others can see that this process is alive: the leases of one that is gone need not run out.
  void be_present();
  bool is_present() const noexcept { return is_present_; }
  /// When others could be seen again after Redis, or our connection, was away.
  steady_time present_since() const noexcept { return present_since_; }
  /// Of these nonces, who is there.
  task<result<std::map<std::string, bool>>> presence_of(std::vector<std::string> nonces);
  task<result<reaping>> last_reaping();
  /// A round of reaping ended, Redis was there for everybody to renew.
  task<result<void>> note_reaping(std::int64_t now_ms);
  task<result<stage_reply>> stage(partition where);
  /// Marks the broadcast processed iff all its jobs are done. True when it is (now or before).
  task<result<bool>> finish_broadcast(broadcast_id id);
  /// Broadcasts not yet processed, oldest first, of one home partition: the sweep after a crash.
  task<result<std::vector<broadcast_id>>> open_broadcasts(partition where, std::size_t limit);
  task<result<depth>> measure();

  const keys& names() const noexcept { return keys_; }
  const std::string& nonce() const noexcept { return nonce_; }
  net::redis& link() noexcept { return redis_; }

 private:
  task<result<void>> fill_texts(broadcast_record& record, const hash_fields& fields);
  task<result<void>> put_texts_aside(const std::string& key, broadcast_record& record);
  task<result<net::redis_reply>> run_durably(const net::redis_script& script, std::vector<std::string> names,
                                             std::vector<std::string> args);
  task<result<std::vector<net::redis_reply>>> run_all(std::vector<net::redis_command> commands);
  task<result<std::vector<std::optional<broadcast_record>>>> read_some(const std::vector<position>& places,
                                                                       std::size_t most_bytes);

  /// No answer came to it: it may have been carried out, or be in a moment.
  struct lost_claim {
    partition where = 0;
    std::uint64_t number = 0;
    steady_time matters_until;
  };
  std::string lost_claims(partition where, steady_time now);

  net::redis& redis_;
  queue_options options_;
  const script_set& scripts_;
  keys keys_;
  event_news news_;
  std::string nonce_;
  bool is_present_ = false;
  steady_time present_since_{};
  bool is_redis_young_ = false;  ///< as prepare() found
  std::uint64_t last_claim_ = 0;
  std::vector<lost_claim> lost_claims_;
  std::uint64_t put_aside_ = 0;      ///< tells the texts of two calls apart
  bool has_waitaof_ = false;         ///< as prepare() found
  bool has_older_spellings_ = true;  ///< likewise
};

}  // namespace carillon::queue
