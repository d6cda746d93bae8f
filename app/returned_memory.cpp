#include "app/returned_memory.hpp"

#include <malloc.h>

namespace carillon::app {
namespace {

constexpr int large_block = 256 * 1024;
/// Free memory at the end of a heap that is kept for what comes next.
constexpr int kept_at_the_top = 4 * 1024 * 1024;

}  // namespace

void give_memory_back() {
  ::mallopt(M_MMAP_THRESHOLD, large_block);
  ::mallopt(M_TRIM_THRESHOLD, kept_at_the_top);
}

}  // namespace carillon::app
