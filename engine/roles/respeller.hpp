// Goes once over the users that a build from before left under several spellings of an e-mail, in the
// background after the start. A role of one worker a process; ends when it is through, and does nothing where
// there is nothing of such a build. One io thread.
#pragma once

#include "engine/parts/worker_parts.hpp"
#include "store/email_respelling.hpp"
#include "store/keyring.hpp"

namespace carillon::engine {

class respeller {
 public:
  respeller(worker_parts& parts, store::keyring& projects);
  /// Until it is through; tries again when Redis is away.
  task<> run();

 private:
  task<result<void>> go_over_all();

  worker_parts& parts_;
  store::keyring& projects_;
  store::email_respelling emails_;
};

}  // namespace carillon::engine
