// Reads a push service's answer: status, then Mozilla's errno, Apple's reason or Google's sentence
// (providers.md 4). Quotes nothing of it: the host is a stranger's, and could hand our token back. Pure; any
// thread.
#pragma once

#include "base/clock.hpp"
#include "net/wire.hpp"
#include "providers/answer.hpp"

namespace carillon::providers::web_push {

answer read_response(const net::wire_response& response, timestamp now);

}  // namespace carillon::providers::web_push
