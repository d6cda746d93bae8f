// What a broadcast says on one channel, rendered once per integration: its own words, or a template's. Shared
// by the chunks that say the same. One io thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/json.hpp"
#include "engine/routing/push_template.hpp"
#include "engine/routing/sender.hpp"

namespace carillon::engine {

class rendition {
 public:
  /// `made` is what a template made of the body; `expires_ms`: no delivery starts after it, Redis' clock.
  rendition(std::shared_ptr<const json> body, std::int64_t expires_ms, std::optional<std::string> made = {})
      : body_(std::move(body)), made_(std::move(made)), expires_ms_(expires_ms) {}

  /// As `by`'s provider wants it; made at the first call. Valid as long as this rendition.
  const push_template& for_sender(const sender& by);

 private:
  std::shared_ptr<const json> body_;
  std::optional<std::string> made_;
  std::int64_t expires_ms_;
  std::map<std::pair<integration_id, std::uint64_t>, std::unique_ptr<push_template>> templates_;
};

}  // namespace carillon::engine
