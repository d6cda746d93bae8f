// The APNs provider token: one per team and key for all connections and threads of the process, minted at
// most every 20 minutes, refreshed at 50 (providers.md 1, "JWT"). Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "base/signing_key.hpp"

namespace carillon::providers::apns {

class credential {
 public:
  credential(signing_key key, std::string key_id, std::string team_id);

  /// "bearer <jwt>", fresh enough at `now`.
  std::shared_ptr<const std::string> authorization(timestamp now);
  /// APNs said ExpiredProviderToken of `used`: mint anew at the next call, unless somebody did already or the
  /// last one is younger than 20 minutes (then APNs would answer TooManyProviderTokenUpdates). True if it
  /// will.
  bool refuse(const std::shared_ptr<const std::string>& used, timestamp now);

 private:
  std::mutex mutex_;
  signing_key key_;
  std::string key_id_;
  std::string team_id_;
  std::shared_ptr<const std::string> current_;
  timestamp minted_{};
  bool is_refused_ = false;
};

}  // namespace carillon::providers::apns
