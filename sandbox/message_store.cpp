#include "sandbox/message_store.hpp"

#include <algorithm>
#include <utility>

#include "sandbox/desk.hpp"

namespace carillon::sandbox {
namespace {

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

/// `part` in lower case.
bool contains(std::string_view text, std::string_view part) noexcept {
  return std::ranges::search(text, part, {}, lower).begin() != text.end() || part.empty();
}

bool is_wanted(const kept_message& each, const message_query& wanted, std::string_view about) noexcept {
  if (!wanted.channel.empty() && channel_of(*each.of) != wanted.channel) return false;
  return contains(each.to, about) || contains(each.notification_id, about) ||
         contains(each.delivery_id, about);
}

std::size_t own_bytes(const kept_message& message) noexcept {
  return sizeof message + message.to.size() + message.notification_id.size() + message.delivery_id.size() +
         message.reason.size();
}

}  // namespace

std::string_view channel_of(const kept_request& request) noexcept {
  return request.judged_by() == nullptr ? std::string_view("other") : request.judged_by()->channel;
}

void message_store::add(const incoming& request, const verdict& made, timestamp now) {
  if (!is_keeping()) return;
  const auto of = std::make_shared<const kept_request>(request, made, now);
  std::size_t item = 0;
  for_each_delivery(made, [&](const delivery_seen& each, ending how) {
    // Of the clock, so that pages which stay open over a restart of the sandbox go on; never twice the same.
    const auto id = std::max(last_id_ + 1, static_cast<std::uint64_t>(to_unix_us(now)));
    push({.id = id,
          .of = of,
          .item = item++,
          .to = each.token,
          .notification_id = each.notification_id,
          .delivery_id = each.delivery_id,
          .status = how.status,
          .reason = std::string(how.reason)});
  });
}

void message_store::restore(kept_message message) {
  if (is_keeping() && message.id > last_id_) push(std::move(message));
}

void message_store::push(kept_message message) {
  const bool is_first = messages_.empty() || messages_.back().of != message.of;
  bytes_ += own_bytes(message) + (is_first ? message.of->bytes() : 0);
  last_id_ = message.id;
  messages_.push_back(std::move(message));
  while (messages_.size() > limits_.most_messages) drop_oldest();
  while (messages_.size() > 1 && bytes_ > limits_.most_bytes) drop_oldest();
}

void message_store::drop_oldest() {
  const auto gone = std::move(messages_.front());
  messages_.pop_front();
  const bool is_last = messages_.empty() || messages_.front().of != gone.of;
  bytes_ -= own_bytes(gone) + (is_last ? gone.of->bytes() : 0);
}

void message_store::clear() {
  messages_.clear();
  bytes_ = 0;
}

message_page message_store::find(const message_query& wanted) const {
  std::string about = wanted.about;
  std::ranges::transform(about, about.begin(), lower);
  message_page page;
  const auto start = std::ranges::lower_bound(messages_, wanted.before, {}, &kept_message::id);
  for (auto at = start; at != messages_.begin();) {
    --at;
    if (at->id <= wanted.after) break;
    if (!is_wanted(*at, wanted, about)) continue;
    page.has_more = page.messages.size() == wanted.most;
    if (page.has_more) break;
    page.messages.push_back(*at);
  }
  return page;
}

const kept_message* message_store::with_id(std::uint64_t id) const noexcept {
  const auto found = std::ranges::lower_bound(messages_, id, {}, &kept_message::id);
  return found == messages_.end() || found->id != id ? nullptr : &*found;
}

std::map<std::string_view, std::size_t> message_store::by_channel() const {
  std::map<std::string_view, std::size_t> counted;
  for (const auto& each : messages_) ++counted[channel_of(*each.of)];
  return counted;
}

}  // namespace carillon::sandbox
