// What a lost exchange means, in the words that answers are classified with (providers.md 0, "Transport").
// Pure.
#pragma once

#include "net/wire.hpp"
#include "providers/answer.hpp"

namespace carillon::engine {

/// Class and text for a failure that is not `cancelled`.
providers::answer answer_for(net::transport_failure failure);

}  // namespace carillon::engine
