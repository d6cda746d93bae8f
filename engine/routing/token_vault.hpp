// Tokens that prove who an account is, by what they may be shared by: APNs counts the tokens of a team,
// whoever minted them, and Google gives one to each who asks, so that all workers of the process share them.
// Thread-safe; made by app/ with the workers, outliving them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "providers/credential_plan.hpp"

namespace carillon::engine {

/// The token in use, and whether it still is. Thread-safe.
class shared_token {
 public:
  using reference = std::shared_ptr<const providers::token>;

  /// Good for a request at `now`; null when there is none.
  reference usable(timestamp now) const;
  /// The same; minted, by `whom`'s plan, where there is none or it is old.
  reference usable_or_minted(const providers::credential_plan& plan, std::string_view whom, timestamp now);
  void put(providers::token got, timestamp now);
  /// A provider refused `used`: it is not given any more, unless somebody replaced it, or it is younger than
  /// `least_age` and stays. True when another one will be given.
  bool refuse(const reference& used, timestamp now, std::chrono::seconds least_age);
  /// Nobody can use it any more.
  bool has_ended(timestamp now) const;

 private:
  bool is_usable(timestamp now) const { return token_ && !is_refused_ && now < token_->ends_at; }

  mutable std::mutex mutex_;
  reference token_;
  timestamp got_{};
  bool is_refused_ = false;
};

class token_vault {
 public:
  /// The one of that key (credential_plan::shared_key).
  std::shared_ptr<shared_token> of(const std::string& key, timestamp now);

 private:
  static constexpr std::size_t swept_from = 256;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<shared_token>> all_;
  std::size_t sweep_at_ = swept_from;  ///< entries: then those that nobody holds and that ended go
};

}  // namespace carillon::engine
