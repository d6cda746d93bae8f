// What a fuzz target is: a name and a function over hostile bytes that must neither crash nor break what
// `demand` says. Each <folder>/<name>_fuzz.cpp registers one. The same file is a libFuzzer program of the
// fuzz preset (driver.cpp) and a test that replays the corpus and its mutations in every other
// (replay_test.cpp).
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace carillon::fuzz {

struct target {
  std::string_view name;  ///< its seeds are in corpus/<name>
  void (*run)(std::string_view input);
  std::size_t mutations = 10'000;  ///< of each replay; fewer where a run is slow
};

std::vector<target>& targets();

/// A namespace-scope object of each target's file.
class registration {
 public:
  explicit registration(target added) { targets().push_back(added); }
};

/// Ends the process, naming what does not hold.
void demand(bool holds, const char* what);

/// Input up to the first line break, and what stands behind it: for targets of two arguments.
inline std::pair<std::string_view, std::string_view> first_line(std::string_view input) {
  const auto end = input.find('\n');
  if (end == std::string_view::npos) return {input, {}};
  return {input.substr(0, end), input.substr(end + 1)};
}

}  // namespace carillon::fuzz
