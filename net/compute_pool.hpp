// A few threads for pure work that holds a loop for longer than a millisecond and cannot be cut in pieces:
// parsing a body of 12 MiB, checking the signature of 25 MB, rendering a mapping. Called from any io thread;
// one pool a process. Who asks is served in turn, by owner, and may have only so much waiting: nobody's heavy
// work stands before another's. An owner that has neighbours and has used up its share of prompt time is
// worked for by threads that give way to every other on the machine; its share goes on growing, so it never
// starves.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "base/error.hpp"
#include "net/presence.hpp"
#include "net/task.hpp"

namespace carillon::net {

struct compute_pool_options {
  unsigned threads = 1;  ///< prompt ones, and as many that give way
  double share = 0.01;   ///< of time: what prompt threads do for one owner in the long run
  std::chrono::milliseconds most_saved{300};  ///< of prompt time
  std::size_t most_waiting = 1024;            ///< pieces of all owners together; one more is refused
  std::size_t most_waiting_each = 64;         ///< of one owner
  /// Of input that waits, of all together; a quarter of it of one owner. One piece may always wait.
  std::size_t most_waiting_bytes = 256 << 20;
};

/// Whether a piece may be refused because too much waits.
enum class piece_of {
  new_work,    ///< nothing was promised yet
  begun_work,  ///< the rest of something that was let in before: always taken
};

class compute_pool {
 public:
  explicit compute_pool(const compute_pool_options& options = {});
  /// Waits for the pieces that run; those that wait end as `cancelled`. Any thread.
  ~compute_pool();
  compute_pool(const compute_pool&) = delete;
  compute_pool& operator=(const compute_pool&) = delete;

  /// Calls `work` on a thread of the pool and continues here with its value. `work` owns what it reads: when
  /// the caller is cancelled, it may outlive it. `owner`: whoever the work is done for, a project as a rule;
  /// each has its turn. `bytes`: what it holds of the client's. `unavailable` when too much waits already;
  /// what `work` throws is thrown here.
  template <std::invocable Work>
  task<result<std::invoke_result_t<Work&>>> run(std::string owner, Work work, std::size_t bytes = 0,
                                                piece_of what = piece_of::new_work) {
    using value = std::invoke_result_t<Work&>;
    struct piece {
      Work work;
      std::optional<value> made;
    };
    const auto shared = std::make_shared<piece>(piece{std::move(work), std::nullopt});
    std::function<void()> call = [shared] { shared->made.emplace(shared->work()); };
    const auto done = co_await perform(std::move(owner), std::move(call), bytes, what);
    if (!done) co_return done.error();
    co_return std::move(*shared->made);
  }

  /// Whom a thread knows to be here, it tells; whoever is alone has prompt threads for itself.
  presence& who_is_here() noexcept;

  /// Pieces that wait for a thread.
  std::size_t waiting() const;

 private:
  task<result<void>> perform(std::string owner, std::function<void()> work, std::size_t bytes, piece_of what);

  class impl;
  std::shared_ptr<impl> impl_;
};

}  // namespace carillon::net
