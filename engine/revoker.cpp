#include "engine/revoker.hpp"

#include "base/log.hpp"

namespace carillon::engine {
namespace {
constexpr int most_tries = 8;  // about ten seconds
}

void revoker::revoke(dead_address address) {
  parts_.tasks.spawn("revoke", carry_out(address));
}

task<> revoker::carry_out(dead_address address) {
  patience pause;
  for (int tries = 0; tries < most_tries; ++tries) {
    const auto revoked =
        co_await parts_.tokens.revoke(address.project, address.owner, address.via, address.token_hash,
                                      address.generation, address.dead_since_ms);
    if (revoked) {
      if (*revoked) parts_.metrics.tokens_revoked.add();
      co_return;
    }
    const auto code = revoked.error().code;
    if (code != errc::unavailable && code != errc::timeout) {
      log::error("revocation_failed", revoked.error().detail, {{"user", address.owner.id.to_string()}});
      co_return;
    }
    co_await parts_.sleep(pause.next());
  }
}

}  // namespace carillon::engine
