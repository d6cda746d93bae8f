// What a broadcast says and how it is delivered, parsed once and shared by its open chunks; the content_cache
// keeps the last ones. One io thread.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/json.hpp"
#include "engine/content/delivery_steps.hpp"
#include "engine/content/rendition.hpp"
#include "net/compute_pool.hpp"
#include "queue/queue.hpp"

namespace carillon::engine {

class broadcast_content {
 public:
  /// `life` is the longest a delivery may wait, counted from its step's start.
  static result<std::shared_ptr<broadcast_content>> make(const queue::broadcast_record& record,
                                                         std::chrono::milliseconds life);

  broadcast_id id() const noexcept { return id_; }
  const std::shared_ptr<const json>& body() const noexcept { return body_; }
  const delivery_steps& steps() const noexcept { return steps_; }
  /// The body's text of that name; empty when there is none.
  std::string text(std::string_view name) const;
  std::int64_t created_ms() const noexcept { return created_ms_; }
  /// Of the body as it is stored: a measure of what it takes here.
  std::size_t bytes() const noexcept { return bytes_; }
  step_times times_of(channel via) const noexcept;
  /// The broadcast's own words, rendered once for all chunks of a step.
  std::shared_ptr<rendition> own_words(channel via);

 private:
  broadcast_content() = default;

  broadcast_id id_;
  std::shared_ptr<const json> body_;
  delivery_steps steps_;
  std::size_t bytes_ = 0;
  std::int64_t created_ms_ = 0;
  std::int64_t first_expiry_ms_ = 0;
  std::map<channel, std::shared_ptr<rendition>> own_words_;
};

/// The last broadcasts a worker sent from: 64, or as many as 32 MiB of their texts allow, but always the
/// last.
class content_cache {
 public:
  /// Both outlive it; long bodies are parsed on `compute`.
  content_cache(queue::queue& queue, net::compute_pool& compute, std::chrono::milliseconds life)
      : queue_(queue), compute_(compute), life_(life) {}

  task<result<std::shared_ptr<broadcast_content>>> get(project_id project, broadcast_id broadcast);

 private:
  /// Whoever waits for it wakes up when it is destroyed.
  class fetch {
   public:
    fetch(content_cache& of, broadcast_id which, const asio::io_context::executor_type& here);
    ~fetch();
    fetch(const fetch&) = delete;
    fetch& operator=(const fetch&) = delete;

   private:
    content_cache& of_;
    broadcast_id which_;
  };
  using entry = std::pair<broadcast_id, std::shared_ptr<broadcast_content>>;
  static constexpr std::size_t kept = 64;
  static constexpr std::size_t kept_bytes = 32 << 20;

  std::shared_ptr<broadcast_content> known(broadcast_id broadcast);
  task<result<std::shared_ptr<broadcast_content>>> read(project_id project, broadcast_id broadcast);
  void keep(broadcast_id broadcast, std::shared_ptr<broadcast_content> content);
  void forget_oldest();

  queue::queue& queue_;
  net::compute_pool& compute_;
  std::chrono::milliseconds life_;
  std::list<entry> recent_;  ///< latest used first
  std::unordered_map<broadcast_id, std::list<entry>::iterator> index_;
  std::size_t bytes_ = 0;  ///< of the bodies in recent_
  /// Under way: several chunks of a broadcast are opened at once, and its text may be megabytes.
  std::unordered_map<broadcast_id, std::shared_ptr<asio::steady_timer>> fetches_;
};

}  // namespace carillon::engine
