// What renders may cost together: the work of the processor, and the bytes they write. One budget for one
// render, or one for all templates of a request or a recipient, by reference. Not shared between threads.
#pragma once

#include <cstddef>
#include <optional>

#include "base/error.hpp"

namespace carillon::liquid {

/// The most that renders may cost. Reaching one is an error of the render, never a crash.
struct limits {
  /// Units of work. One is about a nanosecond of a release build, so this is a millisecond (docs/limits.md).
  std::size_t max_work = 1'000'000;
  /// Bytes written by all of them, and at most so many in each text that is made on the way. What is made on
  /// the way is bounded altogether by the work: making eight bytes costs a unit at least.
  std::size_t max_output = 1 << 20;
};

/// What things cost, in units. Bytes are priced by how they are touched: spend_scan and spend_copy of run.
namespace price {
inline constexpr std::size_t node = 60;         ///< a statement, an expression, a turn of a loop, a filter
inline constexpr std::size_t item = 50;         ///< a value inside of another, copied, shown or compared
inline constexpr std::size_t token = 90;        ///< of a source, parsed; its bytes are scanned before
inline constexpr std::size_t copied_bytes = 8;  ///< so many for one unit where memory is moved or searched
}  // namespace price

class budget {
 public:
  budget() noexcept = default;
  explicit budget(const limits& most) noexcept : most_(most) {}

  /// False: not that much is left. Then the budget is exhausted and stays so: every later render fails.
  bool spend(std::size_t units) noexcept;
  bool spend_output(std::size_t bytes) noexcept;
  /// False, and exhausted, when a text of `size` bytes is longer than any may be.
  bool may_hold(std::size_t size) noexcept;

  /// Units taken so far: what to charge the author for. All of them once exhausted.
  std::size_t work_done() const noexcept { return done_; }
  std::size_t bytes_written() const noexcept { return written_; }
  bool is_exhausted() const noexcept { return exhausted_ != limit::none; }
  /// Why, as renders say it: too_large. Only when exhausted.
  error refusal() const;

 private:
  enum class limit {
    none,    ///< not exhausted
    work,    ///< max_work was reached
    output,  ///< max_output was reached
  };

  limits most_;
  std::size_t done_ = 0;
  std::size_t written_ = 0;
  limit exhausted_ = limit::none;
};

}  // namespace carillon::liquid
