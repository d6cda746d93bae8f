#include "engine/chunks/chunk.hpp"

#include <algorithm>

#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {
namespace {

using queue::own_reason;

device_end ended_by_us(delivery_state state, own_reason reason, std::uint64_t token_hash = 0) noexcept {
  return {.what = device_end::kind::ended,
          .state = state,
          .reason = static_cast<std::uint16_t>(reason),
          .token_hash = token_hash};
}

}  // namespace

chunk::chunk(std::shared_ptr<held_job> held) : held_(std::move(held)), dice_(throw_dice()) {}

void chunk::open(chunk_materials materials) {
  materials_ = std::move(materials);
  const bool is_expired = remaining(std::chrono::steady_clock::now()).count() <= 0;
  groups_.reserve(materials_.recipients.size());
  tasks_.reserve(materials_.recipients.size());
  ends_.reserve(materials_.recipients.size());
  open_groups_ = materials_.recipients.size();
  is_open_ = true;
  for (std::size_t each = 0; each < materials_.recipients.size(); ++each) add_group(each, is_expired);
}

void chunk::add_group(std::size_t recipient, bool is_expired) {
  const auto& who = materials_.recipients[recipient];
  const auto fate = materials_.decided.empty() ? std::nullopt : materials_.decided[recipient];
  group added{.offset = who.offset, .first = static_cast<std::uint32_t>(tasks_.size())};
  added.attempt = static_cast<std::uint8_t>(std::min(job().attempts_of(who.offset) + 1, 15U));
  const auto finished = job().done_devices.find(who.offset);
  added.has_finished_devices = finished != job().done_devices.end();

  if (who.is_deleted || fate || is_expired || (who.devices.empty() && !added.has_finished_devices)) {
    const auto end = who.is_deleted ? ended_by_us(delivery_state::skipped, own_reason::user_deleted)
                     : fate         ? *fate
                     : is_expired   ? ended_by_us(delivery_state::expired, own_reason::expired)
                                    : ended_by_us(delivery_state::skipped, own_reason::no_address);
    groups_.push_back(added);
    return write(added, {&end, 1});
  }
  const auto index = static_cast<std::uint32_t>(groups_.size());
  for (const auto& device : who.devices) {
    if (added.has_finished_devices &&
        std::ranges::find(finished->second, device.hash) != finished->second.end()) {
      continue;
    }
    tasks_.push_back({&who, &device, materials_.routes->choose(device), index});
    ends_.push_back({.token_hash = device.hash});
  }
  added.count = added.open = static_cast<std::uint32_t>(tasks_.size()) - added.first;
  groups_.push_back(added);
  if (added.count == 0) write(added, {});
}

void chunk::reroute(std::shared_ptr<const routes> now) {
  former_routes_.push_back(std::exchange(materials_.routes, std::move(now)));
  for (auto place = next_; place < tasks_.size(); ++place) {
    tasks_[place].by = materials_.routes->choose(*tasks_[place].device);
  }
}

std::chrono::milliseconds chunk::remaining(steady_time now) const noexcept {
  return std::chrono::milliseconds(materials_.expires_ms - held_->redis_ms(now));
}

rendition& chunk::words_at(std::size_t place) noexcept {
  const auto recipient = tasks_[place].group;
  const auto& personal = materials_.words.personal;
  if (recipient < personal.size() && personal[recipient]) return *personal[recipient];
  return *materials_.words.common;
}

queue::own_reason chunk::why_unserved(std::size_t place) const noexcept {
  const bool is_expo = tasks_[place].device->via == provider::expo;
  return is_expo && materials_.routes->kinds.contains("expo") ? own_reason::provider_not_built
                                                              : own_reason::no_integration;
}

void chunk::settle(std::size_t place, device_end end, std::string text, std::chrono::milliseconds delay) {
  auto& group = groups_[tasks_[place].group];
  end.token_hash = tasks_[place].device->hash;
  ends_[place] = end;
  if (!text.empty()) texts_[place] = std::move(text);
  if (end.what == device_end::kind::held) {
    hold_delay_ = std::max(hold_delay_, delay);
  } else if (end.state == delivery_state::retry) {
    retry_delay_ = std::max(retry_delay_, delay);
  }
  if (--group.open == 0) close(group);
}

void chunk::close(const group& closed) {
  write(closed, std::span<const device_end>(ends_).subspan(closed.first, closed.count));
}

void chunk::write(const group& closed, std::span<const device_end> devices) {
  scratch_.clear();
  const group_facts facts{closed.offset, closed.attempt, closed.has_finished_devices};
  const auto fate = record_group(devices, facts, scratch_);
  --open_groups_;
  has_retries_ = has_retries_ || fate == group_fate::again;
  has_held_ = has_held_ || fate == group_fate::held || std::ranges::any_of(devices, [](const auto& device) {
                return device.what == device_end::kind::held;
              });
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
  ledger_.add(scratch_, texts);
}

chunk_ending chunk::ending() const noexcept {
  if (!is_complete()) return {queue::finish::release};
  if (has_held_ && wants_new_senders_) return {queue::finish::release};
  if (has_held_) return {queue::finish::park, std::max(hold_delay_, retry_delay_)};
  if (has_retries_) return {queue::finish::retry, retry_delay_};
  return {};
}

}  // namespace carillon::engine
