// A provider's answer in one line, for logs and events: "apns 503 ServiceUnavailable". Pure.
#pragma once

#include <string>

#include "base/vocabulary.hpp"
#include "providers/answer.hpp"

namespace carillon::engine {

/// At most 200 bytes. `status` 0: no response came.
std::string answer_words(provider via, int status, const providers::answer& told);

}  // namespace carillon::engine
