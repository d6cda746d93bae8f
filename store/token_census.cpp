#include "store/token_census.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "store/device_token.hpp"
#include "store/redis_batch.hpp"
#include "store/token_owner.hpp"

namespace carillon::store {

namespace {

constexpr std::chrono::minutes remembered_for{1};
constexpr std::size_t most_known = 10'000;  // projects
/// Met in the sample when a project is full: then one in thirty is the usual error.
constexpr std::uint64_t enough_tokens = 1000;
/// A tenth of all places: more would be felt by others.
constexpr std::uint64_t most_places = owner_places / 10;

/// Nobody who chooses tokens knows where it is looked.
std::uint32_t random_place() {
  std::array<std::uint8_t, 4> bytes{};
  random_bytes(bytes);
  std::uint32_t out = 0;
  for (const auto byte : bytes) out = out << 8 | byte;
  return out % owner_places;
}

}  // namespace

token_census::token_census(net::redis& redis, queue::keys names, std::uint64_t most)
    : redis_(redis), names_(std::move(names)), most_(most) {}

std::optional<bool> token_census::is_full(project_id project, steady_time at) const {
  if (most_ == 0) return false;
  const auto found = known_.find(project);
  if (found == known_.end() || found->second.until <= at) return std::nullopt;
  return found->second.is_full;
}

task<result<bool>> token_census::count(project_id project, steady_time at) {
  if (known_.size() >= most_known) known_.clear();
  known_[project].until = at + remembered_for;
  const auto places = std::clamp<std::uint64_t>(owner_places * enough_tokens / most_, 1, most_places);
  const auto first = random_place();
  redis_batch batch(redis_);
  for (std::uint64_t i = 0; i < places; ++i) {
    const auto place = static_cast<std::uint32_t>((first + i * owner_places / places) % owner_places);
    for (const auto via : token_providers) add_count(batch, names_, project, via, place);
  }
  const auto replies = co_await batch.run();
  std::uint64_t met = 0;
  for (const auto& reply : replies) {
    if (!reply) {
      known_.erase(project);
      co_return reply.error();
    }
    met += static_cast<std::uint64_t>(reply->integer);
  }
  const bool is_full = met * owner_places / places >= most_;
  known_.insert_or_assign(project, verdict{is_full, at + remembered_for});
  co_return is_full;
}

}  // namespace carillon::store
