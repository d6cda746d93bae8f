// Token buckets by key: how many requests a project, or failed logins a client address, may make in a minute.
// A bucket holds a minute's worth and refills evenly. One object serves all API threads of the process; what
// other processes grant is not known here, so limits multiply with them. Memory is bounded: of too many keys
// the least recently seen is forgotten, which only ever gives a bucket back full.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace carillon::api {

/// What is left of a key's bucket.
struct budget {
  unsigned limit = 0;               ///< a minute; 0 = there is no limit
  unsigned remaining = 0;           ///< whole requests
  bool is_exceeded = false;         ///< the request asked about is one too many
  std::chrono::seconds retry_in{};  ///< rounded up: when the next request fits; 0 = now
  std::chrono::seconds full_in{};   ///< rounded up: when the bucket is full again
};

class rate_limit {
 public:
  struct options {
    unsigned per_minute = 0;  ///< 0: everything is granted, nothing is remembered
    std::size_t most_keys = 16 * 1024;
  };
  explicit rate_limit(options chosen) : most_keys_(chosen.most_keys), per_minute_(chosen.per_minute) {}

  /// From now on; a bucket that holds more than a minute's worth then, holds that. Any thread.
  void set_rate(unsigned per_minute);

  /// Takes one request out of the key's bucket unless it is empty. Any thread.
  budget take(std::string_view key, steady_time at);
  /// Takes that many, be they there or not: below zero the bucket grants nothing until it is filled again.
  /// Any thread.
  void charge(std::string_view key, unsigned count, steady_time at);
  /// As take(), without taking. Any thread.
  budget look(std::string_view key, steady_time at) const;

 private:
  struct bucket {
    std::string key;
    double level;
    steady_time filled_at;
  };
  using buckets = std::list<bucket>;

  double level_at(const bucket& of, steady_time at) const noexcept;
  budget describe(double level, bool is_exceeded) const noexcept;
  bucket& bucket_of(std::string_view key, steady_time at);
  bucket& filled_bucket(std::string_view key, steady_time at);

  const std::size_t most_keys_;
  mutable std::mutex mutex_;
  unsigned per_minute_;
  buckets by_use_;  ///< the most recently used first
  /// Keys are views into by_use_. No hash table: clients choose their addresses.
  std::map<std::string_view, buckets::iterator> by_key_;
};

}  // namespace carillon::api
