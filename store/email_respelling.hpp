// Once per Redis that a build from before one spelling was one identity has written to: users whose e-mail
// rests in another spelling than the canonical one are noted where that one leads, so that any spelling finds
// them. Used by the engine's respeller; one io thread.
#pragma once

#include <cstdint>
#include <string>

#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "store/user.hpp"

namespace carillon::store {

class email_respelling {
 public:
  /// `people` outlives it.
  email_respelling(net::redis& redis, queue::keys names, users& people);

  /// False when an earlier pass went through, or no earlier build has ever written here.
  task<result<bool>> is_wanted();
  /// How many users of the project it took care of. May be run again, beside whatever else goes on.
  task<result<std::uint64_t>> run(project_id project);
  /// All projects are through: it is never wanted again.
  task<result<void>> end();

 private:
  task<result<std::uint64_t>> note_page(project_id project, net::redis_reply page, timestamp begun);

  net::redis& redis_;
  queue::keys names_;
  users& people_;
};

}  // namespace carillon::store
