// What an answer means for one delivery in its situation: the one place where classes of answers become
// outcomes (providers.md 0). Pure, and tested as a table. Asked by the window.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "config/settings.hpp"
#include "providers/answer.hpp"
#include "providers/traits.hpp"
#include "queue/outcome_record.hpp"

namespace carillon::engine {

/// What is known of a delivery when its answer comes.
struct situation {
  unsigned attempt = 1;                    ///< the one that was answered, counted from 1
  std::chrono::milliseconds remaining{0};  ///< until it is given up, if what failed goes on failing
  double dice = 0;                         ///< uniform in [0, 1): a chunk's
  providers::in_doubt doubt = providers::in_doubt::resend;
  std::size_t items = 1;          ///< of the request
  bool was_reauthorized = false;  ///< its credential was replaced once already
  bool was_resent = false;        ///< at once, for nothing of it had been processed
  bool has_next_route = false;    ///< another account may serve its address
  bool is_open = false;           ///< the breaker of its account or origin, this answer counted
  bool is_serving = true;         ///< that service does well by others: what it cannot do is the message's
  bool is_guarded = false;        ///< so many addresses were called dead that none is believed
  bool is_kept_as_token = true;   ///< its address can be discarded; else it is somebody's profile
};

struct verdict {
  enum class kind : std::uint8_t {
    deliver,
    fail,
    expire,
    revoke,  ///< the address is dead: discard it
    retry,   ///< another attempt, `delay` from now
    hold,    ///< another time, free of charge, not before `delay`: its sender rests, or the service is ill
    next_route,   ///< through the next account, now
    resend_now,   ///< the same request, now, once
    reauthorize,  ///< the same request with another credential, once
    split,        ///< the halves of the request apart
    unknown,      ///< it may have been delivered, and must not be twice
  };
  kind what = kind::deliver;
  std::chrono::milliseconds delay{0};
  queue::own_reason ours = queue::own_reason::none;  ///< none: the provider's own reason stands
  bool operator==(const verdict&) const = default;
};

verdict judge(const providers::answer& told, const situation& about, const config::retry_settings& policy);

}  // namespace carillon::engine
