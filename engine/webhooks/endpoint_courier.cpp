#include "engine/webhooks/endpoint_courier.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "engine/parts/containment.hpp"
#include "engine/webhooks/call_schedule.hpp"
#include "engine/webhooks/endpoint_events.hpp"
#include "engine/webhooks/webhook_message.hpp"
#include "net/url.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr std::size_t most_waiting = 128;        // events in words; more stay in the log
constexpr std::size_t most_read_ahead = 256;     // events told or to be told beyond the cursors
constexpr std::size_t partitions_at_a_time = 8;  // an entry each, of a hundred events usually
constexpr std::size_t most_due = 64;
constexpr std::size_t span_page = 64;
/// So many to be told again, and nothing new is taken from the log: it keeps them as well.
constexpr std::uint64_t most_waiting_again = 1'000;
constexpr std::size_t settle_at = 64;
constexpr std::size_t most_settled = 400;
constexpr auto settle_after = 20ms;
constexpr auto due_look = 1s;  // while there is news: somebody may have asked for an event again
constexpr auto idle_look = 60s;
constexpr auto between_tries = 500ms;

}  // namespace

/// A slot of the window. Lives as long as the courier.
class endpoint_courier::call final : public net::exchange {
 public:
  explicit call(endpoint_courier& by) : by_(by) {}

  void start(message what, std::shared_ptr<carrier> through, std::chrono::milliseconds within) {
    what_ = std::move(what);
    through_ = std::move(through);
    is_free_ = false;
    request.clear();
    request.path = by_.path_;
    request.body = what_.what.body;
    std::vector<secret> secrets{by_.endpoint_.signing_secret};
    const auto at = carillon::now();
    for (const auto& former : by_.endpoint_.former) {
      if (former.until > at) secrets.push_back(former.text);
    }
    put_webhook_headers(request, what_.what.id.to_string(), secrets, at);
    timeout = within;
    through_->submit(*this);
  }
  void cancel() {
    if (!is_free_) through_->cancel(*this);
  }
  bool is_free() const noexcept { return is_free_; }
  message& what() noexcept { return what_; }
  void free() noexcept { is_free_ = true; }

  void on_response() override { by_.ended(*this, judge_answer(response, carillon::now())); }
  void on_failure(net::transport_failure failure) override { by_.ended(*this, judge_failure(failure)); }

 private:
  endpoint_courier& by_;
  message what_;
  std::shared_ptr<carrier> through_;  ///< the connections it was submitted to, whatever the URL is now
  bool is_free_ = true;
};

endpoint_courier::endpoint_courier(webhook_tools& tools, event_reader& reader, project_id project,
                                   store::webhook_endpoint endpoint)
    : tools_(tools), reader_(reader), project_(project), changed_(tools.parts.context) {
  adopt(std::move(endpoint));
}

endpoint_courier::~endpoint_courier() {
  cancel();
}

void endpoint_courier::adopt(store::webhook_endpoint endpoint) {
  const bool is_moved = endpoint.url != endpoint_.url;
  endpoint_ = std::move(endpoint);
  if (!is_moved) return;
  auto connected = connect();
  if (!connected) {  // it was checked when it was saved
    log::error("webhook_endpoint_unusable", connected.error().detail,
               {{"project", project_.to_string()}, {"endpoint", endpoint_.id.to_string()}});
    return stop();
  }
  // In the middle of a callback of its own no pool may go.
  if (carried_by_) former_carriers_.push_back(std::move(carried_by_));
  carried_by_ = std::move(*connected);
  path_ = net::parse_url(endpoint_.url)->path;
}

result<std::shared_ptr<carrier>> endpoint_courier::connect() const {
  auto url = net::parse_url(endpoint_.url);
  if (!url) return url.error();
  const auto& settings = tools_.parts.settings;
  net::origin_pool_options options{.target = std::move(url->target),
                                   .tls = tools_.tls,
                                   .is_secure = url->is_secure,
                                   .connections = 1,
                                   .single_connections = settings.webhooks.connections,
                                   .connect_timeout = settings.providers.connect_timeout,
                                   .guard = &tools_.guard,
                                   .name_servers = settings.dns.servers};
  return std::make_shared<pool_carrier>(tools_.parts.context, tools_.parts.wheel, std::move(options));
}

void endpoint_courier::look(const queue::tail_cursors& ends) {
  ends_ = ends;
  due_at_ = std::min(due_at_, looked_for_due_ + due_look);
  changed_.notify();
}

bool endpoint_courier::is_behind(std::chrono::milliseconds age, timestamp now) const {
  const auto is_old = [&](const message& each) {
    return each.source == queue::call_source::log && now - from_unix_ms(each.what.at.time_ms) > age;
  };
  return std::ranges::any_of(waiting_, is_old) || std::ranges::any_of(calls_, [&](const auto& each) {
           return !each->is_free() && is_old(each->what());
         });
}

void endpoint_courier::stop() {
  is_stopping_ = true;
  changed_.notify();
}

void endpoint_courier::cancel() {
  is_stopping_ = true;
  for (const auto& each : calls_) each->cancel();
}

task<> endpoint_courier::run() {
  while (!is_stopping_) {
    const auto opened = co_await open();
    if (opened) break;
    co_await tools_.parts.sleep(between_tries);
  }
  while (!has_ended_ && (!is_stopping_ || under_way_ > 0 || has_something_to_settle())) {
    auto done = co_await turn();
    if (!done) {
      if (!is_passing(done.error()))
        log::error("webhook_courier_failed", done.error().detail, {{"endpoint", endpoint_.id.to_string()}});
      if (is_stopping_ && under_way_ == 0) co_return;  // whoever goes on tells it again
      co_await tools_.parts.sleep(between_tries);
    } else if (health_->switched_off().empty() || under_way_ > 0) {
      co_await changed_.wait_for(patience());
    } else {
      is_stopping_ = true;
    }
  }
}

/// Reads what there is, starts what may start, writes down what ended.
task<result<void>> endpoint_courier::turn() {
  if (under_way_ == 0) former_carriers_.clear();
  result<void> done;
  if (!is_stopping_) done = co_await refill();
  if (!done) co_return done;
  start();
  if (!has_something_to_settle()) co_return done;
  if (unsettled_ < settle_at && !is_stopping_) co_await tools_.parts.sleep(settle_after);
  done = co_await settle();
  co_return done;
}

task<result<void>> endpoint_courier::open() {
  const auto before = co_await tools_.calls.load(project_, endpoint_.id);
  if (!before) co_return before.error();
  const auto& settings = tools_.parts.settings.webhooks;
  health_ = std::make_unique<endpoint_health>(*before, settings.connections, settings.disable_after);
  generation_ = before->generation;
  read_ = before->cursors;
  waiting_again_ = before->waiting;
  co_return result<void>();
}

task<result<void>> endpoint_courier::refill() {
  if (clock::now() >= due_at_ && waiting_.size() < most_waiting) {
    auto taken = co_await take_due();
    if (!taken) co_return taken;
  }
  if (has_room_for_log()) {
    auto taken = co_await take_log();
    if (!taken) co_return taken;
  }
  co_return result<void>();
}

bool endpoint_courier::has_room_for_log() const noexcept {
  return waiting_.size() < most_waiting / 2 && ledger_.size() < most_read_ahead &&
         waiting_again_ < most_waiting_again;
}

/// Those that are being told stay in the set until they are settled, and are passed over.
task<result<void>> endpoint_courier::take_due() {
  const auto due = co_await tools_.calls.due(project_, endpoint_.id, most_due + again_.size());
  if (!due) co_return due.error();
  looked_for_due_ = clock::now();
  due_at_ = looked_for_due_ + std::min<std::chrono::milliseconds>(due->next.value_or(idle_look), idle_look);
  for (const auto& each : due->events) {
    if (again_.contains(each.id)) continue;
    result<queue::event_row> row = error(errc::not_found, "no such event");
    if (const auto at = queue::parse_event_id(project_, each.id))
      row = co_await tools_.parts.events.find(project_, *at);
    if (!row && is_passing(row.error())) co_return row.error();
    if (!row) {  // it was removed by age, or cannot be read
      ended_.push_back({each.id, queue::call_source::set, queue::call_fate::given_up, each.attempts});
      ++unsettled_;
      again_.insert(each.id);
      continue;
    }
    std::vector<queue::event_row> one;
    one.push_back(std::move(*row));
    auto told = co_await reader_.tell(std::move(one));
    if (!told) co_return told.error();
    again_.insert(each.id);
    waiting_.push_front({std::move(told->front()), queue::call_source::set, each.attempts});
  }
  if (due->again && due->events.empty()) co_return co_await take_span(*due->again);
  co_return result<void>();
}

/// A page of what somebody asked to be told again, into the set.
task<result<void>> endpoint_courier::take_span(queue::told_span span) {
  auto page = co_await tools_.parts.events.page(project_, std::nullopt, span.from, span_page);
  if (!page) co_return page.error();
  std::ranges::reverse(page->rows);  // oldest first
  const auto is_beyond = [&](const queue::event_row& row) { return row.position.time_ms > span.until_ms; };
  const auto end = std::ranges::find_if(page->rows, is_beyond);
  const bool is_last = end != page->rows.end() || (page->rows.size() < span_page && !page->cut_at);
  page->rows.erase(end, page->rows.end());
  queue::redelivery what;
  what.is_span_kept = false;
  what.before = span;
  if (!is_last)
    what.next = queue::told_span{page->cut_at ? *page->cut_at : page->rows.back().position, span.until_ms};
  auto chosen = co_await reader_.choose(endpoint_, std::move(page->rows));
  if (!chosen) co_return chosen.error();
  for (const auto& row : *chosen) what.events.push_back(queue::to_event_id(project_, row.position));
  const auto done = co_await tools_.calls.redeliver(project_, endpoint_.id, std::move(what));
  if (!done) co_return done.error();
  due_at_ = {};
  co_return result<void>();
}

std::vector<queue::partition> endpoint_courier::partitions_with_more() const {
  std::vector<queue::partition> found;
  for (unsigned step = 0; step < queue::partition_count && found.size() < partitions_at_a_time; ++step) {
    const auto p = (next_partition_ + step) % queue::partition_count;
    if (ends_[p] && (!read_[p] || *read_[p] < *ends_[p])) found.push_back(static_cast<queue::partition>(p));
  }
  return found;
}

task<result<void>> endpoint_courier::take_log() {
  auto wanted = partitions_with_more();
  if (wanted.empty()) co_return result<void>();
  next_partition_ = (wanted.back() + 1U) % queue::partition_count;
  auto entries = co_await tools_.tail.next(project_, read_, wanted);
  if (!entries) co_return entries.error();
  for (const auto p : wanted) {
    if (std::ranges::any_of(*entries, [&](const auto& each) { return each.end.where == p; })) continue;
    ledger_.pass(*ends_[p]);  // what there was is removed by now
    has_passed_ = true;
    read_[p] = ends_[p];
  }
  for (auto& entry : *entries) {
    auto chosen = co_await reader_.choose(endpoint_, std::move(entry.rows));
    if (!chosen) co_return chosen.error();
    auto told = co_await reader_.tell(std::move(*chosen));
    if (!told) co_return told.error();
    for (auto& each : *told) {
      ledger_.expect(each.at);
      waiting_.push_back({std::move(each), queue::call_source::log, 0});
    }
    ledger_.pass(entry.end);
    has_passed_ = true;
    read_[entry.end.where] = entry.end;
  }
  co_return result<void>();
}

void endpoint_courier::start() {
  const auto now = clock::now();
  while (!waiting_.empty() && !is_stopping_ && !has_ended_ && tools_.under_way < tools_.most_under_way &&
         health_->admit(under_way_, now)) {
    auto free = std::ranges::find_if(calls_, [](const auto& each) { return each->is_free(); });
    if (free == calls_.end()) free = calls_.insert(calls_.end(), std::make_unique<call>(*this));
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    ++under_way_;
    ++tools_.under_way;
    (*free)->start(std::move(next), carried_by_, tools_.parts.settings.webhooks.timeout);
  }
}

queue::ended_call endpoint_courier::fate_of(const message& of, const call_verdict& verdict) {
  queue::ended_call out{of.what.id, of.source, queue::call_fate::delivered, of.attempts + 1};
  if (verdict.what == call_verdict::kind::delivered) return out;
  const auto wait = wait_after(out.attempts, throw_dice(), verdict.pause);
  out.fate = wait ? queue::call_fate::retry : queue::call_fate::given_up;
  out.wait = wait.value_or(0ms);
  return out;
}

void endpoint_courier::ended(call& one, const call_verdict& verdict) {
  --under_way_;
  --tools_.under_way;
  one.free();
  health_->hear(verdict, carillon::now(), clock::now());
  if (verdict.what == call_verdict::kind::unmade) {
    waiting_.push_front(std::move(one.what()));
  } else {
    const auto& what = one.what();
    const auto fate = fate_of(what, verdict);
    if (what.source == queue::call_source::log) {
      ledger_.end(what.what.at, fate);
    } else {
      ended_.push_back(fate);
    }
    ++unsettled_;
    (verdict.what == call_verdict::kind::delivered ? tools_.delivered : tools_.failed).add();
    start();
  }
  changed_.notify();
}

bool endpoint_courier::has_something_to_settle() const noexcept {
  const bool has_passed = has_passed_ && clock::now() - settled_at_ >= due_look;
  return to_settle_ || unsettled_ > 0 || has_passed;
}

void endpoint_courier::gather() {
  auto settled = ledger_.take(most_settled);
  auto& out = to_settle_.emplace();
  out.generation = generation_;
  out.serial = tools_.nonce + ":" + std::to_string(++settlements_);
  out.cursors = std::move(settled.cursors);
  out.calls = std::move(settled.calls);
  out.facts = health_->facts();
  out.calls.insert(out.calls.end(), ended_.begin(), ended_.end());
  ended_.clear();
  unsettled_ = out.calls.size() < most_settled ? 0 : 1;  // there may be more
  has_passed_ = false;
}

task<result<void>> endpoint_courier::settle() {
  if (!to_settle_) gather();
  const auto reply = co_await tools_.calls.settle(project_, endpoint_.id, tools_.nonce, *to_settle_);
  if (!reply) co_return reply.error();  // it is sent again as it is
  const auto done = *std::exchange(to_settle_, std::nullopt);
  settled_at_ = clock::now();
  if (reply->outcome != queue::settle_outcome::done) {
    has_ended_ = true;
    has_lost_lease_ = reply->outcome == queue::settle_outcome::lost;
    co_return result<void>();
  }
  waiting_again_ = reply->waiting;
  for (const auto& each : done.calls) {
    if (each.source == queue::call_source::set) again_.erase(each.event);
    if (each.fate == queue::call_fate::given_up)
      co_await note(endpoint_gave_up, {{"event_id", each.event.to_string()}, {"attempts", each.attempts}});
  }
  if (!health_->switched_off().empty() && !std::exchange(is_disabling_told_, true)) {
    tools_.disabled.add();
    co_await note(endpoint_disabled, {{"reason", health_->switched_off()}});
  }
  co_return result<void>();
}

task<> endpoint_courier::note(event_name kind, json context) {
  context["integration_id"] = endpoint_.id.to_string();
  auto payload = dump_json(context);
  const auto written = co_await tools_.parts.events.append(project_, kind, std::move(payload));
  if (!written) log::error("event_lost", written.error().detail, {{"event", kind.text()}});
}

std::chrono::nanoseconds endpoint_courier::patience() const {
  const auto now = clock::now();
  // Of what was read nothing may have been for this endpoint: then no call's end wakes us to read on.
  if (!is_stopping_ && has_room_for_log() && !partitions_with_more().empty()) return 1ms;
  // What waits for its endpoint's rest to end is tried then, and that the log was read further is written
  // down.
  std::chrono::nanoseconds wait = idle_look;
  if (!waiting_.empty() || has_passed_) wait = due_look;
  if (waiting_.size() < most_waiting) wait = std::min<std::chrono::nanoseconds>(wait, due_at_ - now);
  return std::max<std::chrono::nanoseconds>(wait, 1ms);
}

}  // namespace carillon::engine
