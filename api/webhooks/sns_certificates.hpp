// What the API asks of Amazon SNS itself: certificates that sign its messages, and the visits that confirm
// subscriptions. Callers have checked that the URLs stand at Amazon. One io thread; the cache is its own.
#pragma once

#include <chrono>
#include <string>
#include <unordered_map>

#include "api/resources/outgoing_calls.hpp"
#include "base/crypto_certificate.hpp"

namespace carillon::api {

class sns_certificates {
 public:
  /// Both outlive this.
  sns_certificates(outgoing_calls& calls, const config::provider_settings& settings)
      : calls_(calls), settings_(settings) {}

  /// Remembered for a day, at most 32. `unavailable` when it cannot be fetched, invalid_argument when it is
  /// no certificate we can use.
  task<result<rsa_certificate>> of(std::string url);
  /// `unavailable` unless the answer is 200.
  task<result<void>> visit(std::string url);

 private:
  task<result<std::string>> fetch(std::string url);

  struct remembered {
    rsa_certificate value;
    std::chrono::steady_clock::time_point until;
  };
  outgoing_calls& calls_;
  const config::provider_settings& settings_;
  std::unordered_map<std::string, remembered> cache_;
};

}  // namespace carillon::api
