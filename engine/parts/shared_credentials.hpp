// APNs provider tokens by (team, key): APNs counts the tokens of a team, whoever minted them, so that all
// workers of the process share one (providers.md 1, "JWT"). What else workers of a process agree on stands
// here too. Thread-safe; made by app/, kept by every worker.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "engine/roles/worker.hpp"
#include "providers/apns/config.hpp"
#include "providers/apns/credential.hpp"

namespace carillon::engine {

class shared_credentials {
 public:
  /// The credential of that team and key; a new one when the private key behind the key id was replaced.
  std::shared_ptr<providers::apns::credential> get(const providers::apns::config& account);

  /// True for the first worker that asks: it measures the queue for all.
  bool claim_measuring() noexcept { return !is_measured_.test_and_set(); }
  /// That worker stops: another may.
  void end_measuring() noexcept { is_measured_.clear(); }

 private:
  struct entry {
    std::string public_key;
    std::shared_ptr<providers::apns::credential> credential;
  };
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, entry> entries_;
  std::atomic_flag is_measured_;
};

}  // namespace carillon::engine
