// Tells people that an integration is in trouble: an error line, and the event "integration.error" in the
// project's own log. At most once per sender and five minutes. Called by the window; one io thread.
#pragma once

#include <string>
#include <string_view>

#include "engine/parts/worker_parts.hpp"
#include "engine/routing/sender.hpp"

namespace carillon::engine {

struct trouble {
  std::string_view summary;  ///< a sentence of ours
  std::string words;         ///< the provider's, sanitised
};

void report_trouble(worker_parts& parts, sender& by, trouble what);

}  // namespace carillon::engine
