#include "tests/fuzz/target.hpp"

#include <cstdio>
#include <cstdlib>

namespace carillon::fuzz {

std::vector<target>& targets() {
  static std::vector<target> all;
  return all;
}

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace carillon::fuzz
