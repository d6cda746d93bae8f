// Errors at the end of the line: a sentence on stderr and the exit code that goes with it
// (operations.md 4.1).
#pragma once

#include "base/error.hpp"

namespace carillon::app {

inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 64;          // EX_USAGE
inline constexpr int exit_data = 65;           // EX_DATAERR: some of the input is bad, the rest was taken
inline constexpr int exit_configuration = 78;  // EX_CONFIG: restarting does not help

/// Prints "carillon: <detail>" and returns 78 for configuration errors, else 1.
int report(const error& what);

}  // namespace carillon::app
