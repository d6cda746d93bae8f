// What the end of a call says of the event and of its endpoint. Pure.
#pragma once

#include <chrono>
#include <string>

#include "base/clock.hpp"
#include "net/wire.hpp"

namespace carillon::engine {

struct call_verdict {
  enum class kind : std::uint8_t {
    delivered,  ///< 2xx
    failed,     ///< to be tried again as the schedule says
    gone,       ///< 410: nobody wants to be called there any more
    unmade,     ///< it never left: it counts for nothing
  };
  kind what = kind::failed;
  int status = 0;                      ///< 0: no answer came
  std::string error{};                 ///< a word or two for people; empty when it went well
  bool was_connecting = false;         ///< nobody answered at that address
  std::chrono::milliseconds pause{0};  ///< the endpoint wants no calls at all for so long
};

/// Of an answer. A redirect is a failure: it is not followed.
call_verdict judge_answer(const net::wire_response& response, timestamp now);
call_verdict judge_failure(net::transport_failure failure);

}  // namespace carillon::engine
