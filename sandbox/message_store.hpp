// The last messages that came, for the page: bounded in count and in bytes, the oldest leave first. Under the
// service's lock; what it hands out is read without.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/kept_request.hpp"

namespace carillon::sandbox {

struct store_limits {
  std::size_t most_messages = 2000;  ///< 0: nothing is kept
  std::size_t most_bytes = 64 << 20;
};

/// Which messages are wanted.
struct message_query {
  std::string channel;      ///< desk_facts::channel; empty: any
  std::string about;        ///< part of whom it is for, or one of its ids; without case. Empty: any
  std::uint64_t after = 0;  ///< only newer ones
  std::uint64_t before = ~std::uint64_t{0};  ///< only older ones
  std::size_t most = 50;
};

struct message_page {
  std::vector<kept_message> messages;  ///< the newest first
  bool has_more = false;               ///< older ones than these are asked for, too
};

class message_store {
 public:
  explicit message_store(store_limits limits = {}) : limits_(limits) {}

  bool is_keeping() const noexcept { return limits_.most_messages > 0; }
  /// A message for each delivery of the request.
  void add(const incoming& request, const verdict& made, timestamp now);
  /// Puts one back that was kept before; they come oldest first.
  void restore(kept_message message);
  void clear();

  message_page find(const message_query& wanted) const;
  /// Null when it is not there any more.
  const kept_message* with_id(std::uint64_t id) const noexcept;
  /// How many there are of each channel.
  std::map<std::string_view, std::size_t> by_channel() const;
  /// The oldest first.
  const std::deque<kept_message>& all() const noexcept { return messages_; }
  std::size_t bytes() const noexcept { return bytes_; }
  /// What is older has left: the oldest one's id, or what the next will be above.
  std::uint64_t oldest() const noexcept { return messages_.empty() ? last_id_ + 1 : messages_.front().id; }

 private:
  void push(kept_message message);
  void drop_oldest();

  store_limits limits_;
  std::deque<kept_message> messages_;
  std::size_t bytes_ = 0;
  std::uint64_t last_id_ = 0;
};

/// The channel of who judged it; "other" for what is nobody's.
std::string_view channel_of(const kept_request& request) noexcept;

}  // namespace carillon::sandbox
