// How a chunk's recipients become groups of deliveries.
#include <algorithm>
#include <span>

#include "base/address_form.hpp"
#include "engine/chunks/chunk.hpp"
#include "engine/outcome/group_outcome.hpp"

namespace carillon::engine {
namespace {

using queue::own_reason;

device_end ended(delivery_state state, own_reason reason) noexcept {
  return {.what = device_end::kind::ended, .state = state, .reason = static_cast<std::uint16_t>(reason)};
}

bool is_left_in_doubt(const route& by) noexcept {
  return std::ranges::any_of(
      by, [](const sender* each) { return each->facts().doubt == providers::in_doubt::leave; });
}

}  // namespace

void chunk::open(chunk_materials materials) {
  materials_ = std::move(materials);
  is_cancelled_ = is_cancelled_ || materials_.is_cancelled;
  const bool is_expired = remaining(std::chrono::steady_clock::now()).count() <= 0;
  for (const auto& each : materials_.people) {
    people_.push_back({.id = each.id,
                       .external_id = each.external_id,
                       .email = each.email,
                       .first_name = each.first_name,
                       .last_name = each.last_name,
                       .phone_numbers = each.phone_numbers,
                       .custom_attributes = &each.custom_attributes});
  }
  groups_.reserve(materials_.recipients.size());
  tasks_.reserve(materials_.recipients.size());
  ends_.reserve(materials_.recipients.size());
  open_groups_ = materials_.recipients.size();
  is_open_ = true;
  for (std::size_t each = 0; each < materials_.recipients.size(); ++each) add_group(each, is_expired);
  announce();
}

void chunk::add_group(std::size_t recipient, bool is_expired) {
  static const std::vector<queue::finished_device> none;
  const auto& who = materials_.recipients[recipient];
  const auto fate = materials_.decided.empty() ? std::nullopt : materials_.decided[recipient];
  group added{.offset = who.offset, .first = static_cast<std::uint32_t>(tasks_.size())};
  added.attempt = static_cast<std::uint8_t>(std::min(job().attempts_of(who.offset) + 1, 15U));
  const auto found = job().done_devices.find(who.offset);
  const auto& finished = found == job().done_devices.end() ? none : found->second;
  for (const auto& device : finished) added.finished_as = best_of(added.finished_as, device.state);
  // Its worker died between the announcement and the answer.
  added.is_in_doubt = job().state_of(who.offset) == delivery_state::intent;

  std::optional<device_end> end;
  if (who.is_deleted) {
    end = ended(delivery_state::skipped, own_reason::user_deleted);
  } else if (fate) {
    end = *fate;
  } else if (is_cancelled_) {
    end = ended(delivery_state::skipped, own_reason::cancelled);
  } else if (is_expired) {
    return expire(recipient, added, finished);
  } else {
    add_tasks(recipient, finished);
    added.count = added.open = static_cast<std::uint32_t>(tasks_.size()) - added.first;
    if (added.count == 0 && finished.empty()) end = ended(delivery_state::skipped, own_reason::no_address);
  }
  if (added.is_in_doubt && (end || !can_be_asked(added))) {
    drop_tasks(added);
    end = ended(delivery_state::unknown, own_reason::in_doubt);
  }
  groups_.push_back(added);
  if (end) return write(added, {&*end, 1});
  if (added.count == 0) write(added, {});
}

/// By whom it would have been sent, and how that one put it off when it was tried.
void chunk::expire(std::size_t recipient, group of, const std::vector<queue::finished_device>& finished) {
  std::vector<device_end> ends;
  if (of.is_in_doubt) {
    ends = {ended(delivery_state::unknown, own_reason::in_doubt)};
  } else {
    add_tasks(recipient, finished);
    for (const auto& task : std::span(tasks_).subspan(of.first)) {
      auto end = ended(delivery_state::expired, own_reason::expired);
      end.token_hash = task.hash;
      if (const auto* const by = task.asked()) end.via = by->via();
      const auto last = last_answers_.find(end.via);
      if (last != last_answers_.end()) {
        end.code = last->second.code;
        end.reason = last->second.reason;
      }
      ends.push_back(end);
    }
    drop_tasks(of);
    if (ends.empty()) ends = {ended(delivery_state::expired, own_reason::expired)};
  }
  groups_.push_back(of);
  write(of, ends);
}

void chunk::cancel() noexcept {
  is_cancelled_ = true;
  line.reset();
  for (auto& task : tasks_) task.unusable = own_reason::cancelled;
}

/// An account that may have sent it says what it took, and the recipient's addresses are there.
bool chunk::can_be_asked(const group& about) const {
  if (about.count == 0) return false;
  return std::ranges::all_of(std::span(tasks_).subspan(about.first, about.count), [](const auto& task) {
    return task.unusable == own_reason::none && task.asked() != nullptr && task.asked()->facts().is_asked;
  });
}

void chunk::drop_tasks(group& of) {
  tasks_.resize(of.first);
  ends_.resize(of.first);
  of.count = of.open = 0;
}

void chunk::add_tasks(std::size_t recipient, const std::vector<queue::finished_device>& finished) {
  const auto& who = materials_.recipients[recipient];
  for (const auto& device : who.devices) {
    if (is_sealed(device.via)) continue;  // opened: among the addresses
    add_task({.who = &who,
              .to = {.text = device.token, .app_id = device.app_id, .installation = device.installation},
              .hash = device.hash,
              .generation = device.generation,
              .whose = device.via},
             finished);
  }
  if (materials_.addresses.empty()) return;
  for (const auto& each : materials_.addresses[recipient]) {
    add_task({.who = &who,
              .to = {.text = each.text, .details = each.details.is_null() ? nullptr : &each.details},
              .hash = each.hash,
              .generation = each.generation,
              .whose = each.whose,
              .unusable = each.unusable,
              .callback_url = each.callback_url},
             finished);
  }
}

void chunk::add_task(delivery_task task, const std::vector<queue::finished_device>& finished) {
  if (std::ranges::find(finished, task.hash, &queue::finished_device::token_hash) != finished.end()) return;
  task.group = static_cast<std::uint32_t>(groups_.size());
  task.is_in_doubt = job().state_of(task.who->offset) == delivery_state::intent;
  task.by = &materials_.routes->choose(job().via, task.whose, task.to);
  if (!intents_.are_needed() && is_left_in_doubt(*task.by)) intents_.need();
  ends_.push_back({.token_hash = task.hash});
  tasks_.push_back(task);
}

}  // namespace carillon::engine
