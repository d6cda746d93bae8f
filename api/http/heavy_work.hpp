// Pure work over a client's input: here and now when the input is small, else on the process's compute_pool,
// for the caller's project, so that nobody else's request waits for it.
#pragma once

#include <chrono>
#include <concepts>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

#include "api/http/problem.hpp"
#include "base/ids.hpp"
#include "net/compute_pool.hpp"

namespace carillon::api {

/// Input that is worked on within a fraction of a millisecond, whatever it holds.
inline constexpr std::size_t light_input = 16 * 1024;

/// In place of its size, for work that its input's size does not tell the cost of.
inline constexpr auto unknown_cost = std::numeric_limits<std::size_t>::max();

/// Calls `work`, which owns what it reads, over `bytes` of input. None when too much of the project's waits
/// already: answer too_busy().
template <std::invocable Work>
task<std::optional<std::invoke_result_t<Work&>>> work_on(net::compute_pool& pool, project_id owner,
                                                         std::size_t bytes, Work work,
                                                         net::piece_of what = net::piece_of::new_work) {
  using value = std::invoke_result_t<Work&>;
  pool.who_is_here().see(owner.raw(), std::chrono::steady_clock::now());
  if (bytes <= light_input) co_return std::optional<value>(work());
  const auto held = bytes == unknown_cost ? light_input : bytes;
  auto done = co_await pool.run(std::string(owner.raw()), std::move(work), held, what);
  if (!done) co_return std::optional<value>();
  co_return std::optional<value>(std::move(*done));
}

/// 503 with Retry-After.
inline problem too_busy() {
  return {503, "too much work of this kind is waiting already", "busy", "send the request again in a moment"};
}

}  // namespace carillon::api
