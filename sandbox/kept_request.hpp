// A request as it came, whole, and the deliveries it carried: what the sandbox keeps for its page. Immutable
// once made, so that it is read without a lock.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "sandbox/incoming.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

/// Shared by its deliveries.
class kept_request {
 public:
  /// Copies. Of headers that carry credentials only the scheme and the length are kept.
  kept_request(const incoming& request, const verdict& made, timestamp came);
  kept_request(const kept_request&) = delete;
  kept_request& operator=(const kept_request&) = delete;

  /// Valid as long as it lives.
  const incoming& seen() const noexcept { return seen_; }
  const desk_facts* judged_by() const noexcept { return desk_; }  ///< null: nobody
  timestamp came() const noexcept { return came_; }
  const answer& reply() const noexcept { return reply_; }
  /// How an answer did not come, or a connection was disturbed; none: it came as it was.
  fault_kind misbehaviour() const noexcept { return misbehaviour_; }
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  std::string text_;  ///< method, path, authority, names and values one after another
  std::string body_;
  std::vector<header_field> headers_;
  incoming seen_;
  const desk_facts* desk_;
  timestamp came_;
  answer reply_;
  fault_kind misbehaviour_;
  std::size_t bytes_;
};

/// One delivery of it.
struct kept_message {
  std::uint64_t id = 0;  ///< grows from message to message, and from one start of the sandbox to the next
  std::shared_ptr<const kept_request> of;
  std::size_t item = 0;  ///< its place among verdict::items
  std::string to;
  std::string notification_id;
  std::string delivery_id;
  int status = 0;
  std::string reason;
};

}  // namespace carillon::sandbox
