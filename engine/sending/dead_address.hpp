// An address that its provider called dead, as it was sent to. Plain data between window and revoker.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/ids.hpp"
#include "base/vocabulary.hpp"
#include "engine/outcome/guard_news.hpp"
#include "store/device_token.hpp"

namespace carillon::engine {

struct dead_address {
  project_id project;
  store::user_ref owner;
  channel over = channel::mobile_push;
  provider via = provider::none;  ///< whose token it is
  std::uint64_t token_hash = 0;
  std::uint32_t generation = 0;
  std::optional<std::int64_t> dead_since_ms;  ///< the provider's word, if it gave one
  std::vector<guard_news> news;               ///< sender::take_guard_news()
};

/// Told what became of it, once and in any case: `unknown` when nobody could tell in time.
using revocation_callback = std::function<void(store::revocation)>;

}  // namespace carillon::engine
