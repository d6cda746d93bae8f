// What a broadcast says on one channel, rendered once per account: its own words, or a template's. Shared by
// the chunks that say the same. One io thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "engine/routing/sender.hpp"

namespace carillon::engine {

class rendition {
 public:
  /// `made` is what a template made of the body; `expires_ms`: no delivery starts after it, Redis' clock.
  rendition(broadcast_id broadcast, std::shared_ptr<const json> body, std::int64_t expires_ms,
            std::optional<std::string> made = {})
      : broadcast_(broadcast), body_(std::move(body)), made_(std::move(made)), expires_ms_(expires_ms) {}

  /// As `by`'s account wants it; made at the first call. Valid as long as this rendition.
  const providers::request_template& for_sender(const sender& by);

 private:
  broadcast_id broadcast_;
  std::shared_ptr<const json> body_;
  std::optional<std::string> made_;
  std::int64_t expires_ms_;
  /// Few: a broadcast goes out by the accounts of one project. The account lives as long as its template.
  std::vector<
      std::pair<std::shared_ptr<const providers::account>, std::unique_ptr<providers::request_template>>>
      templates_;
};

}  // namespace carillon::engine
