// The rules in force. service asks it once for each request that would be accepted; the first rule that
// matches decides. Deterministic: the same seed and the same requests give the same misbehaviour. One caller
// at a time.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sandbox/rule.hpp"

namespace carillon::sandbox {

class rule_book {
 public:
  explicit rule_book(std::uint64_t seed) : seed_(seed) {}

  /// Null when no rule matches. Valid until the rules change.
  const rule* match(std::string_view from, std::string_view token);
  /// Adds behind those in force.
  void add(std::vector<rule> rules);
  void clear();
  bool empty() const noexcept { return rules_.empty(); }
  std::size_t size() const noexcept { return rules_.size(); }

 private:
  bool is_drawn(double probability, std::size_t rule_index, std::uint64_t token_hash,
                std::uint32_t seen) const;

  std::uint64_t seed_;
  std::vector<rule> rules_;
  bool has_probability_ = false;
  std::unordered_map<std::uint64_t, std::uint32_t>
      seen_;  ///< by hash of the token; kept for probability only
};

}  // namespace carillon::sandbox
