// The mass-failure guard of one sender: when more than a fifth of its recent sends are answered "dead", the
// address is hardly to blame but a wrong environment, project or key, and nothing may be revoked
// (providers.md 0). Pure; one per sender.
#pragma once

#include <bitset>
#include <cstddef>

namespace carillon::engine {

class revocation_guard {
 public:
  static constexpr std::size_t recent_sends = 500;
  static constexpr std::size_t least_sends = 50;

  void record(bool was_dead) noexcept;
  /// True when a dead answer must not cost the token.
  bool is_holding() const noexcept { return count_ >= least_sends && dead_ * 5 > count_; }

 private:
  std::bitset<recent_sends> answers_;  ///< ring: 1 = dead
  std::size_t next_ = 0;
  std::size_t count_ = 0;
  std::size_t dead_ = 0;
};

}  // namespace carillon::engine
