#include "engine/chunks/chunk.hpp"

#include <algorithm>
#include <utility>

#include "queue/derived_ids.hpp"

namespace carillon::engine {
namespace {

using queue::own_reason;

constexpr std::size_t longest_text = 200;

}  // namespace

chunk::chunk(std::shared_ptr<held_job> held, double dice)
    : held_(std::move(held)), last_answers_(held_->job.last_answers), dice_(dice) {}

bool chunk::is_within_recipient() const noexcept {
  if (!apart_.empty() || !again_.empty()) return true;
  return next_ > 0 && next_ < tasks_.size() && tasks_[next_].group == tasks_[next_ - 1].group;
}

std::vector<std::size_t> chunk::take_apart() {
  auto taken = std::move(apart_.front());
  apart_.pop_front();
  return taken;
}

void chunk::take_next() noexcept {
  if (again_.empty()) {
    ++next_;
  } else {
    again_.pop_front();
  }
}

void chunk::hop(std::size_t place, std::string_view why) {
  ++tasks_[place].hop;
  auto& text = texts_[place];
  if (!text.empty()) text += "; ";
  text.append(why).append(", then another account");
  text.resize(std::min(text.size(), longest_text));
}

void chunk::reroute(std::shared_ptr<const routes> now) {
  former_routes_.push_back(std::exchange(materials_.routes, std::move(now)));
  line.reset();
  const auto choose_again = [&](std::size_t place) {
    auto& task = tasks_[place];
    task.by = &materials_.routes->choose(job().via, task.whose, task.to);
    task.hop = 0;
  };
  for (auto place = next_; place < tasks_.size(); ++place) choose_again(place);
  for (const auto place : again_) choose_again(place);
  for (const auto& places : apart_) std::ranges::for_each(places, choose_again);
}

std::chrono::milliseconds chunk::remaining(steady_time now) const noexcept {
  return std::chrono::milliseconds(materials_.expires_ms - held_->redis_ms(now));
}

std::chrono::milliseconds chunk::remaining(const outlet& through, steady_time now) const noexcept {
  if (!through.is_of_address) return remaining(now);
  return std::chrono::milliseconds(std::min(materials_.expires_ms, materials_.foreign_expires_ms) -
                                   held_->redis_ms(now));
}

providers::item chunk::item_at(std::size_t place) const noexcept {
  const auto& task = tasks_[place];
  providers::item made{.to = task.to,
                       .notification = notification_of(job(), *task.who),
                       .unread = task.who->unread,
                       .unseen = task.who->unseen};
  made.delivery = queue::to_delivery_id(made.notification, job().via, task.hash);
  made.callback_url = task.callback_url;
  if (task.group < people_.size()) made.who = &people_[task.group];
  const auto& links = materials_.unsubscribe_urls;
  if (task.group < links.size()) made.unsubscribe_url = links[task.group];
  return made;
}

rendition& chunk::words_at(std::size_t place) noexcept {
  const auto recipient = tasks_[place].group;
  const auto& personal = materials_.words.personal;
  if (recipient < personal.size() && personal[recipient]) return *personal[recipient];
  return *materials_.words.common;
}

own_reason chunk::why_unserved(std::size_t place) const {
  return materials_.routes->why_unserved(job().via, tasks_[place].whose);
}

std::chrono::milliseconds chunk::early_by(std::size_t place, provider via, steady_time now) const noexcept {
  const auto& until = job().not_before_ms;
  if (until.empty() || job().state_of(groups_[tasks_[place].group].offset) != delivery_state::retry)
    return {};
  const auto found = until.find(via);
  return std::chrono::milliseconds(found == until.end() ? 0 : found->second - redis_ms(now));
}

void chunk::settle(std::size_t place, device_end end, std::string text, std::chrono::milliseconds delay) {
  auto& group = groups_[tasks_[place].group];
  end.token_hash = tasks_[place].hash;
  ends_[place] = end;
  const bool is_put_off = end.what == device_end::kind::held || end.state == delivery_state::retry;
  if (is_put_off && end.code != 0) last_answers_[end.via] = {end.code, end.reason};
  if (!text.empty()) {
    auto& known = texts_[place];
    known = known.empty() ? std::move(text) : (known + "; " + text).substr(0, longest_text);
  }
  if (end.what == device_end::kind::held) {
    // Without a word of its provider's it waits for something else.
    if (end.code != 0 || end.reason != 0) holding_[end.via] = {end.code, end.reason};
    waits_.note_hold(delay);
  } else if (end.state == delivery_state::retry) {
    waits_.note_retry(end.via, delay);
  }
  if (--group.open == 0) close(group);
}

void chunk::expect_receipt(std::size_t place, expected_receipt wanted) {
  const auto& task = tasks_[place];
  wanted.what.number = job().number_of(task.who->offset);
  wanted.what.token_hash = task.hash;
  wanted.what.generation = task.generation;
  receipts_.insert_or_assign(place, std::move(wanted));
}

std::vector<expected_receipt> chunk::take_receipts(const group& closed) {
  std::vector<expected_receipt> taken;
  const auto first = receipts_.lower_bound(closed.first);
  const auto last = receipts_.lower_bound(closed.first + closed.count);
  for (auto each = first; each != last; ++each) taken.push_back(std::move(each->second));
  receipts_.erase(first, last);
  return taken;
}

void chunk::close(const group& closed) {
  write(closed, std::span(ends_).subspan(closed.first, closed.count));
}

void chunk::write(const group& closed, std::span<device_end> devices) {
  // One that somebody else announced stays announced.
  const bool is_announced =
      closed.count > 0 && !closed.is_in_doubt && intents_.are_needed() && closed.first < intents_.announced();
  for (auto& device : devices) {
    if (device.what != device_end::kind::held) continue;
    has_held_ = true;
    // An announcement that is left standing would be taken for a delivery nobody knows of.
    if (is_announced)
      device = {.what = device_end::kind::ended,
                .state = delivery_state::retry,
                .via = device.via,
                .token_hash = device.token_hash};
  }
  scratch_.clear();
  const group_facts facts{closed.offset, closed.attempt, closed.finished_as};
  const auto fate = record_group(devices, facts, scratch_);
  --open_groups_;
  has_retries_ = has_retries_ || fate == group_fate::again;
  if (fate == group_fate::held) return;

  std::vector<group_text> texts;
  if (!texts_.empty()) {
    for (std::size_t device = 0; device < closed.count; ++device) {
      const auto found = texts_.find(closed.first + device);
      if (found == texts_.end()) continue;
      const auto record =
          std::ranges::find(scratch_, devices[device].token_hash, &queue::delivery_record::token_hash);
      if (record != scratch_.end()) {
        texts.push_back({static_cast<std::size_t>(record - scratch_.begin()), std::move(found->second)});
      }
      texts_.erase(found);
    }
  }
  ledger_.add(scratch_, texts, take_receipts(closed));
}

void chunk::stay_closed(std::chrono::milliseconds wait, const std::map<provider, queue::last_answer>& why) {
  closed_for_ = wait;
  holding_ = why;
  for (const auto& [via, said] : why) {
    if (said.code != 0) last_answers_[via] = said;
  }
}

chunk_ending chunk::ending() const {
  if (is_complete() && !has_held_ && !has_retries_) return {};
  chunk_ending ending{.finish = queue::finish::release};
  if (closed_for_) {
    ending.finish = queue::finish::park;
    ending.delay = *closed_for_;
  } else if (is_complete() && !(has_held_ && wants_new_senders_)) {
    ending.finish = has_held_ ? queue::finish::park : queue::finish::retry;
    ending.delay = waits_.soonest();
  }
  ending.last_answers = last_answers_;
  ending.held = holding_;
  ending.longer =
      waits_.longer(ending.delay, job().not_before_ms, redis_ms(std::chrono::steady_clock::now()));
  return ending;
}

void chunk::announce() {
  if (!intents_.are_needed() || !is_open_) return;
  auto place = std::max(intents_.announced(), next_);
  const auto last = tasks_.size();
  std::size_t ahead = 0;
  for (auto each = next_; each < place; ++each)
    ahead += each + 1 == last || tasks_[each + 1].group != tasks_[each].group;
  const auto now = std::chrono::steady_clock::now();
  while (place < last) {
    const auto* const by = tasks_[place].asked();
    // While its sender rests nothing will be sent, and of a probe no more than that.
    if (ahead >= (!by ? intents::ahead : by->is_resting(now) ? 0 : by->is_hesitant(now) ? 1 : intents::ahead))
      break;
    const auto& group = groups_[tasks_[place].group];
    if (group.is_in_doubt) {  // announced as it is
      place = group.first + group.count;
      continue;
    }
    const queue::delivery_record record{.offset = group.offset,
                                        .state = delivery_state::intent,
                                        .recipient_state = delivery_state::intent,
                                        .attempt = group.attempt};
    ledger_.add({&record, 1}, {});
    place = group.first + group.count;
    ++ahead;
  }
  intents_.announce_until(place);
  ledger_.announce(place);
}

void chunk::withdraw_announcements() {
  if (!intents_.are_needed()) return;
  const auto give_back = [&](std::size_t place) { settle(place, {.what = device_end::kind::held}); };
  while (next_ < intents_.announced()) give_back(next_++);
  for (const auto place : std::exchange(again_, {})) give_back(place);
  for (const auto& places : std::exchange(apart_, {})) std::ranges::for_each(places, give_back);
}

}  // namespace carillon::engine
