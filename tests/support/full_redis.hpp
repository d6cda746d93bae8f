// A Redis without memory left, for as long as this lives.
#pragma once

#include "tests/support/redis_fixture.hpp"

namespace carillon::test {

/// It has reached its maxmemory: whatever may be refused for that is.
class full_redis {
 public:
  explicit full_redis(const redis_process& server) : server_(server) {
    server_.command({"CONFIG", "SET", "maxmemory", "1"});
  }
  ~full_redis() { server_.command({"CONFIG", "SET", "maxmemory", "0"}); }
  full_redis(const full_redis&) = delete;
  full_redis& operator=(const full_redis&) = delete;

 private:
  const redis_process& server_;
};

}  // namespace carillon::test
