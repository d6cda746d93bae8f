// Runs a program to its end, as a shell would: what it printed, and its exit code. For tests of command
// lines; blocking. ctest's timeout ends a program that hangs.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace carillon::test {

struct program_run {
  std::vector<std::string> words;  ///< path first
  /// Added to ours, of which settings of carillon (CARILLON_…) are left out.
  std::map<std::string, std::string> variables = {};
};

struct program_end {
  int exit_code = -1;  ///< 128 + signal when one ended it
  std::string output;
  std::string errors;
};

/// Throws when it cannot be started.
program_end run_program(const program_run& what);

}  // namespace carillon::test
