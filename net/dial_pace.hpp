// When the next connection to an origin may be dialled: spread out while all is well, ever more rarely while
// it is not. Pure; used by origin_pool.
#pragma once

#include <chrono>
#include <optional>

#include "net/wire.hpp"

namespace carillon::net {

class dial_pace {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// A dial begins. `is_shared`: its connection will carry many exchanges; those that carry one are needed in
  /// numbers and follow each other faster.
  void note_dial(time_point now, bool is_shared);
  /// It came to nothing, or its connection ended before it answered anything: a peer that greets and then
  /// hangs up. From 100 ms doubling to 30 s, between half of that and all of it.
  void note_failure(time_point now, transport_failure why);
  void note_answer() noexcept { failures_ = 0; }
  /// As if nothing had happened: a credential was replaced.
  void forget() noexcept { *this = {}; }

  /// Not before.
  time_point next() const noexcept { return next_; }
  /// Why the last dial came to nothing; nothing once a connection answered.
  std::optional<transport_failure> trouble() const noexcept;

 private:
  time_point next_{};
  unsigned failures_ = 0;  ///< in a row
  transport_failure last_failure_ = transport_failure::connect;
};

}  // namespace carillon::net
