// What the sandbox remembers of one connection: whom it believes, how far streams were judged, and what the
// desks keep of it. Plain data; its front's thread, under the service's lock.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace carillon::sandbox {

struct connection_record {
  std::string trusted_authorization;       ///< fast mode: the header that was verified here
  bool is_raised = false;                  ///< the stream limit was raised from 1
  std::int32_t highest_judged = 0;         ///< stream id
  std::int32_t last_allowed = 0x7fffffff;  ///< streams above it came after our GOAWAY: not ours to judge
  std::vector<std::pair<const void*, std::shared_ptr<void>>> kept;  ///< by desk: use kept_by()

  /// What that desk keeps here: made at the first call. A desk keeps one type.
  template <class State>
  State& kept_by(const void* desk) {
    const auto found = std::ranges::find(kept, desk, &decltype(kept)::value_type::first);
    if (found != kept.end()) return *static_cast<State*>(found->second.get());
    return *static_cast<State*>(kept.emplace_back(desk, std::make_shared<State>()).second.get());
  }
};

}  // namespace carillon::sandbox
