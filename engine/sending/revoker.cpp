#include "engine/sending/revoker.hpp"

#include "base/log.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/fault_point.hpp"

namespace carillon::engine {
namespace {
constexpr int most_tries = 8;  // about ten seconds

/// Calls back when it goes, whatever made it go: a delivery waits for it.
class promise {
 public:
  explicit promise(revocation_callback done) : done_(std::move(done)) {}
  ~promise() { done_(outcome); }
  promise(const promise&) = delete;
  promise& operator=(const promise&) = delete;

  store::revocation outcome = store::revocation::unknown;

 private:
  revocation_callback done_;
};

}  // namespace

void revoker::revoke(dead_address address, revocation_callback done) {
  parts_.tasks.spawn("revoke", carry_out(address, std::move(done)));
}

task<> revoker::carry_out(dead_address address, revocation_callback done) {
  promise told(std::move(done));
  fault_point(fault::revoke);
  patience pause;
  for (int tries = 0; tries < most_tries; ++tries) {
    const auto revoked =
        co_await parts_.tokens.revoke(address.project, address.owner, address.via, address.token_hash,
                                      address.generation, address.dead_since_ms);
    if (revoked) {
      told.outcome = *revoked;
      if (*revoked == store::revocation::discarded) parts_.metrics.count_revoked(address.over);
      co_return;
    }
    if (!is_passing(revoked.error())) {
      log::error("revocation_failed", revoked.error().detail, {{"user", address.owner.id.to_string()}});
      co_return;
    }
    co_await parts_.sleep(pause.next());
  }
}

}  // namespace carillon::engine
