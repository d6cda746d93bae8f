// About how many tokens a project has, counted in a few places of the index of owners (token_owner.hpp) that
// are drawn anew each time: exact counters would cost every save, and drift. Asked by the API before it keeps
// another token. One per io thread.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

class token_census {
 public:
  /// `most`: tokens a project may have; 0 = as many as it likes, and nothing is ever counted.
  token_census(net::redis& redis, queue::keys names, std::uint64_t most);

  /// What the last count found, while it is not older than a minute; none: count().
  std::optional<bool> is_full(project_id project, steady_time at) const;
  /// Whether the project has `most` tokens, in any state and of all kinds: within a tenth where that is
  /// 10,000 or more, roughly below. Meanwhile others are told what was known before.
  task<result<bool>> count(project_id project, steady_time at);
  std::uint64_t most() const noexcept { return most_; }

 private:
  struct verdict {
    bool is_full = false;
    steady_time until{};
  };

  net::redis& redis_;
  queue::keys names_;
  std::uint64_t most_;
  std::unordered_map<project_id, verdict> known_;
};

}  // namespace carillon::store
