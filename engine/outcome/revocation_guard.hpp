// The mass-failure guard of one sender, or of one origin that addresses brought: when more than a share of
// its recent sends are answered "dead", the addresses are hardly to blame but a wrong environment, project or
// key, or a service that is broken, and nothing may be revoked (providers.md 0). Pure.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace carillon::engine {

class revocation_guard {
 public:
  static constexpr std::size_t recent_sends = 500;

  /// When it holds: by that many sends at least, when more than one of `one_in` was called dead.
  struct limits {
    std::size_t least_sends;
    std::size_t one_in;
  };
  static constexpr limits of_account{.least_sends = 50, .one_in = 5};
  /// Who serves a few addresses would have lost them all by the fiftieth.
  static constexpr limits of_origin{.least_sends = 10, .one_in = 2};

  struct tally {
    std::uint64_t sends = 0;
    std::uint64_t dead = 0;  ///< of these
  };
  static constexpr bool holds(const limits& when, const tally& seen) noexcept {
    return seen.sends >= when.least_sends && seen.dead * when.one_in > seen.sends;
  }

  explicit revocation_guard(limits when = of_account) noexcept : when_(when) {}

  void record(bool was_dead) noexcept;
  /// True when a dead answer must not cost the token.
  bool is_holding() const noexcept { return holds(when_, {count_, dead_}); }
  const limits& when() const noexcept { return when_; }
  /// What was recorded and not taken yet, for a count that others share; what is old weighs less.
  const tally& untold() const noexcept { return untold_; }
  tally take_untold() noexcept { return std::exchange(untold_, {}); }

 private:
  limits when_;
  std::bitset<recent_sends> answers_;  ///< ring: 1 = dead
  std::size_t next_ = 0;
  std::size_t count_ = 0;
  std::size_t dead_ = 0;
  tally untold_;
};

}  // namespace carillon::engine
