// What came back lately of a project's mail, as one provider tells: how much, and of how many mails sent.
// What the mass guard of the suppression list goes by (email.md 4.3). One io thread; stateless.
#pragma once

#include <chrono>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

class feedback_tally {
 public:
  feedback_tally(net::redis& redis, queue::keys names) : redis_(redis), names_(std::move(names)) {}

  /// Counts begin with the first that comes back and end an hour later, or an hour after a hold began.
  static constexpr std::chrono::hours window{1};

  struct counts {
    std::uint64_t returned = 0;  ///< bounces and complaints, with this one
    std::uint64_t sent = 0;      ///< of the broadcasts they are of, as far as add_sent() knows
    timestamp since{};           ///< when the first came back
    bool is_held = false;
    bool is_first_of_broadcast = false;
  };
  /// One more came back.
  task<result<counts>> add_returned(project_id project, std::string source, broadcast_id of, timestamp at);
  task<result<void>> add_sent(project_id project, std::string source, std::uint64_t count);
  /// True for the first who says so.
  task<result<bool>> hold(project_id project, std::string source);

 private:
  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
