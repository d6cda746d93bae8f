// What a broadcast says on one channel, rendered once per account: its own words, or a template's. Shared by
// the chunks that say the same. One io thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "engine/routing/sender.hpp"

namespace carillon::engine {

/// Of a step, by Redis' clock.
struct step_times {
  std::int64_t begins_ms = 0;
  std::int64_t expires_ms = 0;  ///< no delivery starts after it
};

class rendition {
 public:
  /// `made` is what a template made of the body.
  rendition(broadcast_id broadcast, std::shared_ptr<const json> body, step_times times,
            std::optional<std::string> made = {})
      : broadcast_(broadcast), body_(std::move(body)), made_(std::move(made)), times_(times) {}

  /// As `by`'s account wants it; made at the first call. Valid as long as this rendition.
  const providers::request_template& for_sender(const sender& by);

 private:
  broadcast_id broadcast_;
  std::shared_ptr<const json> body_;
  std::optional<std::string> made_;
  step_times times_;
  /// Few: a broadcast goes out by the accounts of one project. The account lives as long as its template.
  std::vector<
      std::pair<std::shared_ptr<const providers::account>, std::unique_ptr<providers::request_template>>>
      templates_;
};

}  // namespace carillon::engine
