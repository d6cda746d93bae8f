// What a broadcast says, ready to be sent: its request parsed once, and rendered once per integration. Shared
// by its open chunks; the content_cache keeps the last ones. One io thread.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>

#include "base/json.hpp"
#include "engine/push_template.hpp"
#include "engine/sender.hpp"
#include "queue/queue.hpp"

namespace carillon::engine {

class broadcast_content {
 public:
  /// `life` is the longest a delivery may wait, counted from the broadcast's acceptance.
  static result<std::shared_ptr<broadcast_content>> make(const queue::broadcast_record& record,
                                                         std::chrono::milliseconds life);

  /// The broadcast as `by`'s provider wants it; made at the first call. Valid as long as this content.
  const push_template& for_sender(const sender& by);
  /// Redis' clock; no delivery starts after it.
  std::int64_t expires_ms() const noexcept { return expires_ms_; }

 private:
  broadcast_content(json body, std::int64_t expires_ms) : body_(std::move(body)), expires_ms_(expires_ms) {}

  json body_;
  std::int64_t expires_ms_;
  std::map<std::pair<integration_id, std::uint64_t>, std::unique_ptr<push_template>> templates_;
};

/// The last 64 broadcasts a worker sent from.
class content_cache {
 public:
  content_cache(queue::queue& queue, std::chrono::milliseconds life) : queue_(queue), life_(life) {}

  task<result<std::shared_ptr<broadcast_content>>> get(project_id project, broadcast_id broadcast);

 private:
  using entry = std::pair<broadcast_id, std::shared_ptr<broadcast_content>>;
  static constexpr std::size_t kept = 64;

  queue::queue& queue_;
  std::chrono::milliseconds life_;
  std::list<entry> recent_;  ///< latest used first
  std::unordered_map<broadcast_id, std::list<entry>::iterator> index_;
};

}  // namespace carillon::engine
