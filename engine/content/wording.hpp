// What a chunk's recipients are told: the broadcast's own words, or what the project's template for the
// channel makes of them (rest-contract.md 6, "Templates"). Costs nothing where there is no template. Used
// while a chunk is opened. One io thread.
#pragma once

#include <memory>
#include <vector>

#include "engine/chunks/fates.hpp"
#include "engine/content/personal_variables.hpp"

namespace carillon::engine {

struct chunk_wording {
  std::shared_ptr<rendition> common;
  /// One of the recipients each, when the template names them; else empty. Null: the common one.
  std::vector<std::shared_ptr<rendition>> personal;
};

/// A template that cannot be parsed or rendered, or whose renders cost more than a chunk may, is told of and
/// replaced by the broadcast's own words. Who is not sent to (`decided`) gets none. All references outlive
/// the call.
task<result<chunk_wording>> find_wording(worker_parts& parts, const queue::claimed_job& job,
                                         broadcast_content& content, const fates& decided,
                                         personal_variables& variables);

}  // namespace carillon::engine
