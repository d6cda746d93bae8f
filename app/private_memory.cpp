#include "app/private_memory.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace carillon::app {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool is_sanitized = true;
#elif defined(__has_feature)
constexpr bool is_sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool is_sanitized = false;
#endif

}  // namespace

void keep_memory_private() {
  constexpr rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  if (!is_sanitized) ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace carillon::app
