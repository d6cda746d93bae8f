// Reading Redis' replies: the few shapes our scripts and commands answer with. Used inside queue/ only; never
// throws, and takes what is absent for empty or zero.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/vocabulary.hpp"
#include "net/redis/redis.hpp"

namespace carillon::queue {

/// A decimal number, whole; nothing else.
std::optional<std::int64_t> parse_number(std::string_view text) noexcept;
/// An integer reply or a decimal string; 0 for anything else.
std::int64_t integer_in(const net::redis_reply& reply) noexcept;
/// The reply as an array of at least `size` elements; `corrupted` when it is something else.
result<net::redis_reply> require_array(result<net::redis_reply> outcome, std::size_t size);
/// "hi", "std", "bulk"; standard for anything else.
lane parse_lane(std::string_view name) noexcept;

/// HGETALL's reply by field name. Owns what it shows.
class hash_fields {
 public:
  explicit hash_fields(net::redis_reply reply);
  bool is_empty() const noexcept { return fields_.empty(); }
  std::string_view text(std::string_view name) const;
  std::int64_t number(std::string_view name) const;
  const std::map<std::string, std::string, std::less<>>& all() const noexcept { return fields_; }

 private:
  std::map<std::string, std::string, std::less<>> fields_;
};

}  // namespace carillon::queue
