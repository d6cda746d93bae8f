// What the queue's tests share: a queue over a real Redis whose every script call is checked for staying in
// one slot, and short ways to make broadcasts and outcomes.
#pragma once

#include <algorithm>
#include <memory>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "queue/queue.hpp"
#include "tests/support/redis_fixture.hpp"

namespace carillon::test {

/// Passes everything on; a script whose keys lie in several slots fails the test (Redis Cluster would refuse
/// it).
class one_slot_redis : public net::redis {
 public:
  explicit one_slot_redis(net::redis& inner) : inner_(inner) {}
  void submit(net::redis_command command, handler done) override {
    for (const auto& word : command.words) largest_word_ = std::max(largest_word_, word.size());
    inner_.submit(std::move(command), std::move(done));
  }
  void submit(const net::redis_script& script, std::vector<std::string> keys, std::vector<std::string> args,
              handler done) override {
    for (const auto& key : keys) {
      EXPECT_EQ(queue::slot_of(keys.front()), queue::slot_of(key)) << script.name() << ": " << key;
    }
    for (const auto& arg : args) largest_word_ = std::max(largest_word_, arg.size());
    if (std::exchange(is_losing_, false)) {
      done = [done = std::move(done)](const result<net::redis_reply>&) {
        done(error(errc::unavailable, "the connection broke; the command may have run"));
      };
    }
    inner_.submit(script, std::move(keys), std::move(args), std::move(done));
  }
  /// The next script runs, and nobody hears of it.
  void lose_next_reply() noexcept { is_losing_ = true; }
  /// Of all commands so far.
  std::size_t largest_word() const noexcept { return largest_word_; }
  void subscribe(std::string pattern,
                 std::function<void(std::string_view, std::string_view)> on_message) override {
    inner_.subscribe(std::move(pattern), std::move(on_message));
  }
  bool is_connected() const noexcept override { return inner_.is_connected(); }
  void close() override { inner_.close(); }

 private:
  net::redis& inner_;
  std::size_t largest_word_ = 0;
  bool is_losing_ = false;
};

/// For what Redis cannot bind to port 0: its cluster bus, a primary that replicas have to find.
inline std::string free_port() {
  return std::to_string(test::port_for_redis());
}

/// A UUID that is easy to tell from others.
inline uuid numbered(std::uint64_t number) {
  uuid value;
  value.bytes[6] = 0x70;
  value.bytes[8] = 0x80;
  for (std::size_t index = 16; index-- > 9; number >>= 8)
    value.bytes[index] = static_cast<std::uint8_t>(number);
  return value;
}

/// An outcome of one delivery that closes its recipient's group.
inline queue::delivery_record outcome(std::uint16_t offset, delivery_state state, std::uint8_t attempt = 1) {
  queue::delivery_record record;
  record.offset = offset;
  record.state = record.recipient_state = state;
  record.attempt = attempt;
  record.via = provider::apns;
  record.code = 200;
  record.token_hash = 0x1122334455667788U + offset;
  return record;
}

inline std::string packed(const std::vector<queue::delivery_record>& records) {
  std::string bytes;
  for (const auto& record : records) queue::append_packed(bytes, record);
  return bytes;
}

/// Of a job's recipients: a chunk holds 500 at most.
inline auto offsets_of(const queue::claimed_job& job) {
  return std::views::iota(std::uint16_t{0}, static_cast<std::uint16_t>(job.count));
}
/// `state` for every recipient of `job`.
inline std::string all_of(const queue::claimed_job& job, delivery_state state) {
  std::string bytes;
  for (const auto offset : offsets_of(job)) queue::append_packed(bytes, outcome(offset, state));
  return bytes;
}

inline queue::commit_request commit_for(const queue::claimed_job& job, std::string records,
                                        queue::finish finish = queue::finish::no) {
  queue::commit_request request;
  request.job_id = job.id;
  request.where = job.where;
  request.right = job.right;
  request.project = job.project;
  request.broadcast = job.broadcast;
  request.records = std::move(records);
  request.finish = finish;
  return request;
}

inline constexpr std::array all_lanes = {lane::high, lane::standard, lane::bulk};
inline constexpr std::chrono::milliseconds long_lease{30'000};

class queue_test : public redis_test {
 protected:
  static constexpr queue::partition here = 7;

  void SetUp() override {
    redis_test::SetUp();
    link_ = std::make_unique<one_slot_redis>(client());
    queue_ = std::make_unique<queue::queue>(*link_, queue::queue_options{});
  }

  queue::queue& q() { return *queue_; }
  one_slot_redis& link() { return *link_; }
  const queue::keys& names() { return queue_->names(); }
  /// A second process: another nonce, the same Redis.
  std::unique_ptr<queue::queue> another_worker(const queue::script_set& scripts = queue::built_in_scripts()) {
    return std::make_unique<queue::queue>(*link_, queue::queue_options{}, scripts);
  }

  project_id project{numbered(1)};
  broadcast_id broadcast{numbered(2)};

  queue::broadcast_record record() {
    queue::broadcast_record made;
    made.id = broadcast;
    made.project = project;
    made.request_hash = std::string(32, 'h');
    made.body = R"({"title":"Hello"})";
    made.recipients = R"([{"external_id":"a"}])";
    made.created = from_unix_us(1'700'000'000'000'123);
    made.expires_ms = 1'700'000'000'000 + 60'000;
    made.urgency = lane::high;
    made.trace = "0af7651916cd43dd8448eb211c80319c";
    return made;
  }
  queue::plan_request request(channel via = channel::mobile_push) {
    return {.broadcast = broadcast,
            .project = project,
            .steps = {{via}},
            .urgency = lane::standard,
            .created_ms = 1000,
            .expires_ms = 90'000};
  }
  void have_users(std::uint32_t count, queue::partition where = here) {
    call({"SET", names().sequence(where, project), std::to_string(count)});
  }
  std::vector<queue::claimed_job> claim(std::size_t limit = 100, queue::partition where = here) {
    return run(q().claim(where, all_lanes, limit, long_lease)).value();
  }
  /// One planned and claimed job for `count` recipients.
  queue::claimed_job claimed(std::uint32_t count) {
    have_users(count);
    EXPECT_TRUE(run(q().plan_everyone(request(), here)).value().is_complete);
    auto jobs = claim();
    EXPECT_EQ(jobs.size(), 1U);
    return jobs.at(0);
  }
  std::int64_t counter(std::string_view name, queue::partition where = here) {
    const auto reply = call({"HGET", names().counters(where, broadcast), name});
    return reply.is_nil() ? 0 : std::stoll(reply.text);
  }
  std::string outcome_bytes(const queue::claimed_job& job) {
    return call({"GET", names().outcomes(job.where, job.id)}).text;
  }
  std::int64_t size_of(const std::string& sorted_set) { return call({"ZCARD", sorted_set}).integer; }

 private:
  std::unique_ptr<one_slot_redis> link_;
  std::unique_ptr<queue::queue> queue_;
};

}  // namespace carillon::test
