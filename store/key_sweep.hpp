// Walks over all keys of Redis and removes those that are wanted gone. SCAN finds every key that is there
// from the walk's start to its end, whatever else is written meanwhile. Used where no index leads to a key.
// One io thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "net/redis/redis.hpp"
#include "net/task.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

class key_sweep {
 public:
  /// `pattern` behind our prefix, as in KEYS, keeps Redis from sending what is not wanted anyway.
  key_sweep(net::redis& redis, const queue::keys& names, std::string_view pattern);

  /// The next keys that match, some hundreds at most, often none. is_over() says when that was all.
  task<result<std::vector<std::string>>> next();
  bool is_over() const noexcept { return is_over_; }
  /// How many keys a call of next() looks at, about.
  static constexpr std::uint64_t keys_a_call = 1000;

 private:
  net::redis& redis_;
  std::string pattern_;
  std::string cursor_ = "0";
  bool is_over_ = false;
};

/// Removes them; how many were there. At most a few hundred: one command each, sent together.
task<result<std::uint64_t>> unlink_all(net::redis& redis, std::vector<std::string> keys);

}  // namespace carillon::store
