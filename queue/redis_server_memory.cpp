#include "queue/redis_server_memory.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string>

namespace carillon::queue {

namespace {

constexpr std::uint64_t no_limit = UINT64_MAX;

// "max" and whatever else is no number mean no limit.
std::uint64_t read_limit(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string text;
  in >> text;
  std::uint64_t value = no_limit;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value == 0 ? no_limit : value;
}

// The least limit from `group` up to the top of the hierarchy mounted at `mount`. In a container our group
// may lie outside what is mounted; then the mount's own top is ours.
std::uint64_t least_limit(const std::filesystem::path& mount, std::filesystem::path group, const char* file) {
  std::uint64_t least = read_limit(mount / file);
  for (group = group.relative_path(); !group.empty(); group = group.parent_path())
    least = std::min(least, read_limit(mount / group / file));
  return least;
}

std::uint64_t cgroup_limit(const std::filesystem::path& root) {
  std::ifstream in(root / "proc/self/cgroup");
  std::uint64_t least = no_limit;
  for (std::string line; std::getline(in, line);) {  // hierarchy:controllers:path
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const auto controllers = line.substr(first + 1, second - first - 1);
    const auto group = line.substr(second + 1);
    if (controllers.empty())
      least = std::min(least, least_limit(root / "sys/fs/cgroup", group, "memory.max"));
    if (controllers == "memory")
      least = std::min(least, least_limit(root / "sys/fs/cgroup/memory", group, "memory.limit_in_bytes"));
  }
  return least;
}

std::uint64_t machine_memory(const std::filesystem::path& root) {
  std::ifstream in(root / "proc/meminfo");
  std::string name;
  std::uint64_t kilobytes = 0;
  in >> name >> kilobytes;  // its first line: "MemTotal:  16384256 kB"
  return name == "MemTotal:" && kilobytes > 0 ? kilobytes * 1024 : 1ULL << 30;
}

}  // namespace

std::uint64_t available_memory(const std::filesystem::path& root) {
  return std::min(cgroup_limit(root), machine_memory(root));
}

}  // namespace carillon::queue
