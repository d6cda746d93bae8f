// `carillon demo`: the main job, start to end, before one's eyes: server and sandbox started, users imported,
// one broadcast posted, progress shown, books compared. Everything through the interfaces a user has.
#pragma once

#include "app/command_line.hpp"

namespace carillon::app {

/// 0 iff every delivery ended and our count agrees with the sandbox's.
int run_demo(const command_line& line);

}  // namespace carillon::app
