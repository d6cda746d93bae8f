// Asks an account what became of deliveries that go out once at most and may have gone out: before one is
// told as `unknown` (queue.md 2.9). Twice, for what was taken shows up in a list a little later. Beside the
// hot path; what a crash swallows is asked by who opens the chunk next. One io thread.
#pragma once

#include <functional>
#include <memory>

#include "engine/chunks/chunk.hpp"
#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {

/// Told what is known, once and in any case.
using sighting_callback = std::function<void(providers::sighting)>;

/// A delivery nobody answered for.
struct doubt {
  std::shared_ptr<chunk> of;
  std::size_t place = 0;
  timestamp since;  ///< it was not sent earlier
};

class reconciler {
 public:
  explicit reconciler(worker_parts& parts) : parts_(parts) {}
  /// Its sender, and what it is told, come from the chunk, which stays alive meanwhile.
  void look_for(doubt about, sighting_callback done);

 private:
  task<> carry_out(doubt about, sighting_callback done);
  task<providers::sighting> ask(doubt about);
  worker_parts& parts_;
};

}  // namespace carillon::engine
