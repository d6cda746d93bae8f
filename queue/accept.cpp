// The promise to a client: a broadcast's record and plan job, durable as configured when accept() returns.
#include <algorithm>
#include <iterator>
#include <utility>

#include "queue/large_texts.hpp"
#include "queue/queue.hpp"
#include "queue/reply.hpp"

namespace carillon::queue {
namespace {

constexpr std::string_view wait_ms = "200";

}  // namespace

task<result<net::redis_reply>> queue::run_durably(const net::redis_script& script,
                                                  std::vector<std::string> names,
                                                  std::vector<std::string> args) {
  if (options_.durability != "replica" && options_.durability != "replica+fsync") {
    auto outcome = co_await redis_.call(script, std::move(names), std::move(args));
    co_return net::require_success(std::move(outcome));
  }
  // WAIT speaks for the connection's last write, so it has to follow the script in the same pipeline; and
  // EVAL instead of EVALSHA, because a script sent again after NOSCRIPT would come behind its WAIT.
  net::redis_command eval{"EVAL", script.body()};
  eval.add(static_cast<std::int64_t>(names.size()));
  for (const auto& name : names) eval.add(name);
  for (const auto& arg : args) eval.add(arg);
  const bool waits_for_disk = options_.durability == "replica+fsync" && has_waitaof_;
  std::vector<net::redis_command> commands;
  commands.push_back(std::move(eval));
  commands.push_back(waits_for_disk ? net::redis_command{"WAITAOF", "1", "1", wait_ms}
                                    : net::redis_command{"WAIT", "1", wait_ms});
  auto outcomes = co_await redis_.pipeline(std::move(commands));
  auto reply = net::require_success(std::move(outcomes[0]));
  if (!reply) co_return reply.error();
  auto waited = net::require_success(std::move(outcomes[1]));
  if (!waited) co_return waited.error();
  bool is_durable = waited->integer >= 1;
  if (waits_for_disk) {
    is_durable =
        waited->elements.size() == 2 && waited->elements[0].integer >= 1 && waited->elements[1].integer >= 1;
  }
  if (!is_durable) co_return error{errc::unavailable, "no replica confirmed the write in time"};
  co_return std::move(*reply);
}

/// Not for one that is known already: what is to be said of it, the script says.
task<result<void>> queue::put_texts_aside(const std::string& key, broadcast_record& record) {
  if (pieces_of(record.body) + pieces_of(record.recipients) == 0) co_return result<void>();
  auto known = co_await redis_.call({"HEXISTS", keys_.broadcast(record.id), "t"});
  known = net::require_success(std::move(known));
  if (!known) co_return known.error();
  const bool is_new = known->integer == 0;
  for (const auto which : {large_text::body, large_text::recipients}) {
    auto& text = which == large_text::body ? record.body : record.recipients;
    if (pieces_of(text) == 0) continue;
    auto taken = std::exchange(text, {});
    if (!is_new) continue;
    const auto put = co_await put_aside(redis_, key, which, std::move(taken));
    if (!put) co_return put.error();
  }
  co_return result<void>();
}

task<result<accept_outcome>> queue::accept(broadcast_record record) {
  const partition home = home_of(record.id);
  const auto jid = short_id(record.id.value) + ":plan";
  const auto life = std::max<std::int64_t>(record.expires_ms - to_unix_ms(record.created), 0);
  std::vector<std::string> names = {
      keys_.broadcast(record.id),
      keys_.job(home, jid),
      keys_.ready(home, record.urgency),
      keys_.finish_times(home, record.urgency),
      keys_.virtual_time(home, record.urgency),
      keys_.broadcast_index(home, record.project),
      keys_.open_broadcasts(home),
      keys_.texts_aside(record.id, nonce_ + std::to_string(put_aside_++)),
      keys_.broadcast_texts(record.id),
  };
  std::array<std::string, 4> counted;  // pieces and bytes of what rests outside of the record
  for (const auto* text : {&record.body, &record.recipients}) {
    const auto pieces = pieces_of(*text);
    const std::size_t at = text == &record.body ? 0 : 2;
    counted[at] = std::to_string(pieces);
    counted[at + 1] = std::to_string(pieces == 0 ? 0 : text->size());
  }
  const auto put = co_await put_texts_aside(names[7], record);
  if (!put) co_return put.error();
  std::vector<std::string> args = {
      jid,
      std::string(record.id.raw()),
      std::string(record.project.raw()),
      std::move(record.request_hash),
      std::move(record.body),
      std::move(record.recipients),
      std::to_string(to_unix_us(record.created)),
      std::to_string(life),
      std::to_string(record.expires_ms),
      std::string(to_string(record.urgency)),
      std::move(record.trace),
      keys_.wake_channel(home),
      std::to_string(home),
  };
  std::ranges::move(counted, std::back_inserter(args));
  auto reply = co_await run_durably(scripts_.accept, std::move(names), std::move(args));
  if (!reply) co_return reply.error();
  if (reply->integer == -2) co_return error(errc::unavailable, "the broadcast's text did not stay whole");
  if (reply->integer < 0) co_return accept_outcome::conflict;
  co_return reply->integer == 0 ? accept_outcome::replayed : accept_outcome::created;
}

}  // namespace carillon::queue
