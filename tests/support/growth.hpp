// How the work of a parser grows with its input. Counted is the processor time of this thread, of which
// nobody else on the machine takes any, as a ratio, the least of several tries: sixteen times the input is
// sixteen times the work of a linear parser, and 256 times that of a quadratic one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ctime>

namespace carillon::test {

inline double thread_seconds() {
  timespec at{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
  return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) / 1e9;
}

/// A ratio at or under which no work is quadratic. ThreadSanitizer writes four words of its own for each, so
/// what fitted the processor's caches fits no more.
#if defined(__has_feature) && __has_feature(thread_sanitizer)
inline constexpr double linear_growth = 128;
#else
inline constexpr double linear_growth = 64;
#endif

/// Work over 16 × `size` against work over `size`. `work(n)` makes its input of n parts beforehand: it
/// answers a callable that parses it.
template <class Prepare>
double growth(Prepare work, std::size_t size) {
  const auto cost = [&](std::size_t parts) {
    auto parse = work(parts);
    double least = 1e9;
    for (int attempt = 0; attempt < 5; ++attempt) {
      const auto began = thread_seconds();
      parse();
      least = std::min(least, thread_seconds() - began);
    }
    return std::max(least, 1e-7);
  };
  return cost(16 * size) / cost(size);
}

}  // namespace carillon::test
