// Tells people that an integration is in trouble: an error line, or a warning where it is a passing one, and
// the event "integration.error" in the project's own log. Called for its senders (sender::report); one io
// thread.
#pragma once

#include "engine/parts/worker_parts.hpp"
#include "engine/routing/sender.hpp"

namespace carillon::engine {

void tell_of_trouble(worker_parts& parts, const sender& by, trouble what);

}  // namespace carillon::engine
