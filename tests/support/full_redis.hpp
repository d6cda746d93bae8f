// Redis servers with little memory left, for as long as these live.
#pragma once

#include "net/redis/redis_memory.hpp"
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

/// It uses that share of its maxmemory, within a hundredth: so much lies in it that what tests do counts
/// little.
class scarce_redis {
 public:
  scarce_redis(const redis_process& server, double ratio) : server_(server) {
    server_.command({"SETRANGE", filler, "33554431", "x"});
    use(ratio);
  }
  ~scarce_redis() {
    server_.command({"CONFIG", "SET", "maxmemory", "0"});
    server_.command({"DEL", filler});
  }
  scarce_redis(const scarce_redis&) = delete;
  scarce_redis& operator=(const scarce_redis&) = delete;

  void use(double ratio) const {
    const auto used = net::parse_redis_memory(server_.command({"INFO", "memory"}).text).used;
    const auto limit = static_cast<std::uint64_t>(static_cast<double>(used) / ratio);
    server_.command({"CONFIG", "SET", "maxmemory", std::to_string(limit)});
  }

 private:
  static constexpr std::string_view filler = "filler";
  const redis_process& server_;
};

}  // namespace carillon::test
