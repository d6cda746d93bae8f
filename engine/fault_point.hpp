// Named places where a test build dies on command (faults A2): CARILLON_CRASH_AT=after_claim, or
// after_claim:7 for the seventh passage. Release builds compile to an empty function.
#pragma once

#include <string_view>

namespace carillon::engine {

/// Ends the process with _exit(137), as kill -9 would, when the environment asks for this point. Any thread.
void fault_point(std::string_view name) noexcept;

}  // namespace carillon::engine
