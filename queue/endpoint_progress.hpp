// What is kept of a webhook endpoint's calls: how far a project's events were told to it, what is to be told
// again and when, how it is doing. And the lease of who calls a project's endpoints. One io thread;
// stateless.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "net/redis/redis.hpp"
#include "queue/event_tail.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

/// Part of a project's log that is to be told once more: what is newer than `from`, in the order of the list.
struct told_span {
  event_position from;
  std::int64_t until_ms = 0;
};

/// What happened from `since` until `until`.
told_span span_between(timestamp since, timestamp until);

/// Events that were removed by age before an endpoint was told of them: the first of them, and the time
/// before which what it had not been told is gone. 0: none were.
struct lost_events {
  std::int64_t since_ms = 0, before_ms = 0;
};
enum class overtaken : std::uint8_t {
  to_be_told,  ///< nobody was told of it lately
  known,       ///< somebody was, or the endpoint is gone
};

/// How an endpoint is doing, as it rests.
struct endpoint_progress {
  std::string generation;  ///< of the cursors: another one once the endpoint began anew
  tail_cursors cursors;
  std::string switched_off;           ///< why it is not called any more; empty: it is
  std::int64_t failing_since_ms = 0;  ///< nothing but failures since then; 0: the last call was answered well
  std::int64_t last_attempt_ms = 0;   ///< 0: there was none
  int last_status = 0;                ///< 0: no answer came
  std::string last_error;             ///< a word or two; empty: it went well
  /// Events: taken from the log, ended well, ended otherwise; asked for again. And calls that failed.
  std::uint64_t taken = 0, delivered = 0, given_up = 0, redelivered = 0, failed = 0;
  std::uint64_t waiting = 0;                ///< to be told again
  lost_events lost;                         ///< since it began
  std::optional<told_span> again;           ///< a span of time whose events are being put there
  std::optional<std::int64_t> next_due_ms;  ///< the first of those
};

/// An event to be told once more.
struct due_event {
  event_id id;
  unsigned attempts = 0;  ///< made so far
};
struct due_events {
  std::vector<due_event> events;
  std::optional<std::chrono::milliseconds> next;  ///< until the first beyond these
  std::optional<told_span> again;                 ///< whose events are to be put there as well
};

enum class call_source : std::uint8_t { log, set };
enum class call_fate : std::uint8_t { delivered, retry, given_up };

/// A call that ended.
struct ended_call {
  event_id event;
  call_source source = call_source::log;
  call_fate fate = call_fate::delivered;
  unsigned attempts = 1;              ///< with this one
  std::chrono::milliseconds wait{0};  ///< of `retry`
};

struct settlement {
  std::string generation;
  std::string serial;                        ///< names it: sent again after a lost reply it counts once
  std::vector<event_position> cursors;       ///< of partitions that got further
  std::map<std::string, std::string> facts;  ///< fields of how it is doing; an empty text removes one
  std::vector<ended_call> calls;
};

enum class settle_outcome : std::uint8_t {
  done,
  lost,  ///< another one holds the lease
  gone,  ///< the endpoint was removed
  anew,  ///< it began anew: what was read of it counts no more
};
struct settle_reply {
  settle_outcome outcome = settle_outcome::done;
  std::uint64_t waiting = 0;
};

/// Events to put among those that are to be told again.
struct redelivery {
  std::vector<event_id> events;
  bool is_span_kept = true;           ///< the two below say nothing
  std::optional<told_span> before{};  ///< as it was read
  std::optional<told_span> next{};    ///< from now on; none: all of it is there
};
enum class redeliver_outcome : std::uint8_t {
  done,
  gone,      ///< the endpoint was removed
  busy,      ///< another span is under way
  too_many,  ///< wait to be told again
};

class endpoint_calls {
 public:
  endpoint_calls(net::redis& redis, keys names) : redis_(redis), keys_(std::move(names)) {}

  /// Takes the lease of a project's endpoints, or renews it. False: another one has it.
  task<result<bool>> hold(project_id project, std::string nonce, std::chrono::milliseconds lease);
  task<result<void>> release(project_id project, std::string nonce);

  /// So many may wait to be told again by redeliver().
  static constexpr std::size_t most_waiting = 2'000;

  task<result<endpoint_progress>> load(project_id project, integration_id endpoint);
  task<result<due_events>> due(project_id project, integration_id endpoint, std::size_t most);
  /// Whoever calls the endpoint finds them within a second.
  task<result<redeliver_outcome>> redeliver(project_id project, integration_id endpoint, redelivery what);
  /// People are told of what one endpoint lost that often at most.
  static constexpr std::chrono::hours told_every{1};
  /// Writes down what was removed before the endpoint was told of it.
  task<result<overtaken>> note_lost(project_id project, integration_id endpoint, lost_events lost);
  /// At most 500 calls. May be sent again after a lost reply.
  task<result<settle_reply>> settle(project_id project, integration_id endpoint, std::string nonce,
                                    settlement what);

 private:
  net::redis& redis_;
  keys keys_;
};

}  // namespace carillon::queue
