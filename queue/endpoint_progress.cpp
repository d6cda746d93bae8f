#include "queue/endpoint_progress.hpp"

#include <array>

#include "queue/event_news.hpp"
#include "queue/reply.hpp"
#include "queue/scripts.gen.hpp"

namespace carillon::queue {
namespace {

const net::redis_script lease_script("webhook_lease", scripts::webhook_lease);
const net::redis_script due_script("webhook_due", scripts::webhook_due);
const net::redis_script redeliver_script("webhook_redeliver", scripts::webhook_redeliver);
const net::redis_script settle_script("webhook_settle", scripts::webhook_settle);
const net::redis_script lost_script("webhook_lost", scripts::webhook_lost);

constexpr std::array<std::string_view, 2> source_words{"log", "set"};
constexpr std::array<std::string_view, 3> fate_words{"delivered", "retry", "given_up"};

std::string cursor_field(partition p) {
  return "c" + std::to_string(p);
}

/// "5/1700000000000-3:17": partition and cursor.
std::string place_text(const std::optional<told_span>& span) {
  return span ? std::to_string(span->from.where) + "/" + cursor_text(span->from) : std::string();
}

result<std::optional<told_span>> parse_span(std::string_view place, std::int64_t until_ms) {
  if (place.empty()) return std::optional<told_span>();
  const auto slash = place.find('/');
  const auto where = parse_number(place.substr(0, slash));
  if (slash == place.npos || !where || *where < 0 || *where >= partition_count)
    return error{errc::corrupted, "a place in the log does not parse"};
  const auto from = parse_cursor(place.substr(slash + 1), static_cast<partition>(*where));
  if (!from) return from.error();
  return std::optional(told_span{*from, until_ms});
}

std::uint64_t count_of(const hash_fields& fields, std::string_view name) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, fields.number(name)));
}

std::vector<std::string> to_arguments(integration_id endpoint, std::string nonce, const settlement& what) {
  std::vector<std::string> set, removed, calls;
  for (const auto& cursor : what.cursors) {
    set.push_back(cursor_field(cursor.where));
    set.push_back(cursor_text(cursor));
  }
  for (const auto& [name, value] : what.facts) {
    if (value.empty()) {
      removed.push_back(name);
    } else {
      set.insert(set.end(), {name, value});
    }
  }
  for (const auto& call : what.calls) {
    calls.emplace_back(call.event.raw());
    calls.emplace_back(source_words.at(static_cast<std::size_t>(call.source)));
    calls.emplace_back(fate_words.at(static_cast<std::size_t>(call.fate)));
    calls.push_back(std::to_string(call.attempts));
    calls.push_back(std::to_string(call.wait.count()));
  }
  std::vector<std::string> args{std::move(nonce),
                                std::string(endpoint.raw()),
                                what.generation,
                                std::to_string(set.size() / 2),
                                std::to_string(removed.size()),
                                std::to_string(what.calls.size()),
                                what.serial};
  for (auto* const part : {&set, &removed, &calls})
    args.insert(args.end(), std::make_move_iterator(part->begin()), std::make_move_iterator(part->end()));
  return args;
}

}  // namespace

/// From the last place there could be before that time. The log begins with 1970.
told_span span_between(timestamp since, timestamp until) {
  const auto first_ms = std::max<std::int64_t>(to_unix_ms(since) - 1, 0);
  return {{first_ms, partition_count - 1, 0xfffff, whole_entry}, to_unix_ms(until)};
}

task<result<bool>> endpoint_calls::hold(project_id project, std::string nonce,
                                        std::chrono::milliseconds lease) {
  auto held = co_await redis_.call(lease_script, {keys_.endpoint_lease(project)},
                                   {std::move(nonce), std::to_string(lease.count())});
  held = net::require_success(std::move(held));
  if (!held) co_return held.error();
  co_return held->integer == 1;
}

task<result<void>> endpoint_calls::release(project_id project, std::string nonce) {
  auto done = co_await redis_.call(lease_script, {keys_.endpoint_lease(project)}, {std::move(nonce), "0"});
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  co_return result<void>();
}

task<result<endpoint_progress>> endpoint_calls::load(project_id project, integration_id endpoint) {
  const auto retries = keys_.endpoint_retries(project, endpoint);
  std::vector<net::redis_command> commands;
  commands.push_back({"HGETALL", keys_.endpoint_progress(project, endpoint)});
  commands.push_back({"ZCARD", retries});
  commands.push_back({"ZRANGE", retries, "0", "0", "WITHSCORES"});
  auto replies = co_await redis_.pipeline(std::move(commands));
  for (auto& each : replies) {
    each = net::require_success(std::move(each));
    if (!each) co_return each.error();
  }
  const hash_fields fields(std::move(*replies[0]));
  endpoint_progress out;
  for (unsigned p = 0; p < partition_count; ++p) {
    const auto where = static_cast<partition>(p);
    const auto text = fields.text(cursor_field(where));
    if (text.empty()) continue;
    const auto cursor = parse_cursor(text, where);
    if (!cursor) co_return cursor.error();
    out.cursors[p] = *cursor;
  }
  auto again = parse_span(fields.text("rc"), fields.number("ru"));
  if (!again) co_return again.error();
  out.again = *again;
  out.generation = fields.text("v");
  out.switched_off = fields.text("off");
  out.failing_since_ms = fields.number("failing");
  out.lost = {fields.number("lost_since"), fields.number("lost_before")};
  out.last_attempt_ms = fields.number("last");
  out.last_status = static_cast<int>(fields.number("status"));
  out.last_error = fields.text("error");
  out.taken = count_of(fields, "taken");
  out.delivered = count_of(fields, "delivered");
  out.given_up = count_of(fields, "given_up");
  out.redelivered = count_of(fields, "redelivered");
  out.failed = count_of(fields, "failed");
  out.waiting = static_cast<std::uint64_t>(replies[1]->integer);
  if (replies[2]->elements.size() == 2) out.next_due_ms = integer_in(replies[2]->elements[1]);
  co_return out;
}

task<result<due_events>> endpoint_calls::due(project_id project, integration_id endpoint, std::size_t most) {
  auto outcome = co_await redis_.call(
      due_script,
      {keys_.endpoint_retries(project, endpoint), keys_.endpoint_attempts(project, endpoint),
       keys_.endpoint_progress(project, endpoint)},
      {std::to_string(most)});
  const auto reply = require_array(std::move(outcome), 3);
  if (!reply) co_return reply.error();
  due_events found;
  if (const auto next = reply->elements[0].integer; next >= 0) found.next = std::chrono::milliseconds(next);
  auto again = parse_span(reply->elements[1].text, integer_in(reply->elements[2]));
  if (!again) co_return again.error();
  found.again = *again;
  for (std::size_t at = 3; at + 1 < reply->elements.size(); at += 2) {
    const auto id = uuid::from_raw(reply->elements[at].text);
    if (!id) co_return id.error();
    found.events.push_back({{*id}, static_cast<unsigned>(integer_in(reply->elements[at + 1]))});
  }
  co_return found;
}

task<result<redeliver_outcome>> endpoint_calls::redeliver(project_id project, integration_id endpoint,
                                                          redelivery what) {
  std::vector<std::string> args{std::string(endpoint.raw()), std::to_string(most_waiting),
                                what.is_span_kept ? "*" : place_text(what.before), place_text(what.next),
                                std::to_string(what.next ? what.next->until_ms : 0)};
  for (const auto& each : what.events) args.emplace_back(each.raw());
  auto done = co_await redis_.call(
      redeliver_script,
      {keys_.endpoints(project), keys_.endpoint_progress(project, endpoint),
       keys_.endpoint_retries(project, endpoint), keys_.endpoint_attempts(project, endpoint)},
      std::move(args));
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  switch (done->integer) {
    case -1:
      co_return redeliver_outcome::gone;
    case -2:
      co_return redeliver_outcome::busy;
    case -3:
      co_return redeliver_outcome::too_many;
    default:
      co_await event_news(redis_, keys_).tell(project);
      co_return redeliver_outcome::done;
  }
}

task<result<overtaken>> endpoint_calls::note_lost(project_id project, integration_id endpoint,
                                                  lost_events lost) {
  auto done = co_await redis_.call(
      lost_script, {keys_.endpoints(project), keys_.endpoint_progress(project, endpoint)},
      {std::string(endpoint.raw()), std::to_string(lost.since_ms), std::to_string(lost.before_ms),
       std::to_string(std::chrono::milliseconds(told_every).count())});
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  co_return done->integer == 1 ? overtaken::to_be_told : overtaken::known;
}

task<result<settle_reply>> endpoint_calls::settle(project_id project, integration_id endpoint,
                                                  std::string nonce, settlement what) {
  auto outcome = co_await redis_.call(
      settle_script,
      {keys_.endpoint_lease(project), keys_.endpoints(project), keys_.endpoint_progress(project, endpoint),
       keys_.endpoint_retries(project, endpoint), keys_.endpoint_attempts(project, endpoint)},
      to_arguments(endpoint, std::move(nonce), what));
  const auto reply = require_array(std::move(outcome), 1);
  if (!reply) co_return reply.error();
  switch (reply->elements[0].integer) {
    case 0:
      co_return settle_reply{settle_outcome::lost};
    case -1:
      co_return settle_reply{settle_outcome::gone};
    case -2:
      co_return settle_reply{settle_outcome::anew};
    default:
      break;
  }
  const auto waiting = reply->elements.size() > 1 ? reply->elements[1].integer : 0;
  co_return settle_reply{settle_outcome::done, static_cast<std::uint64_t>(waiting)};
}

}  // namespace carillon::queue
