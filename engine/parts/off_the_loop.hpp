// Pure work over a stored text: here and now when it is short, else on the process's compute_pool, for its
// project, so that no other project's deliveries wait for it. Used by the planner and by openings; they have
// accepted the work long ago, so it is never refused.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "base/ids.hpp"
#include "net/compute_pool.hpp"

namespace carillon::engine {

/// What is worked on within a fraction of a millisecond, whatever it says.
inline constexpr std::size_t short_text = 16 * 1024;

/// Calls `work`, which owns what it reads, over `bytes` of text. Its own result; `cancelled` when the process
/// stops meanwhile.
template <std::invocable Work>
task<std::invoke_result_t<Work&>> off_the_loop(net::compute_pool& pool, project_id owner, std::size_t bytes,
                                               Work work) {
  using value = std::invoke_result_t<Work&>;
  if (bytes <= short_text) co_return work();
  // Boxed: a result of a result could not tell whose error it is made from.
  auto boxed = [work = std::move(work)]() mutable { return std::make_unique<value>(work()); };
  auto done = co_await pool.run(std::string(owner.raw()), std::move(boxed), bytes, net::piece_of::begun_work);
  if (!done) co_return done.error();
  co_return std::move(**done);
}

}  // namespace carillon::engine
