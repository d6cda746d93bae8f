#include "app/file_limit.hpp"

#include <sys/resource.h>

#include "base/log.hpp"

namespace carillon::app {
namespace {

/// Redis, providers, log, the ops listener.
constexpr rlim_t besides_clients = 500;

}  // namespace

void raise_file_limit(std::size_t clients) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = clients + besides_clients;
  if (limit.rlim_cur >= wanted) return;
  log::warn("file_limit_low", "fewer files may be open than api.max_connections would need: raise ulimit -n",
            {{"limit", limit.rlim_cur}, {"wanted", wanted}});
}

}  // namespace carillon::app
