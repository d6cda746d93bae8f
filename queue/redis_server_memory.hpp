// How much memory this process may use: the cgroup's limit where there is one, else the machine's memory.
// Read once, by redis_server, to give the embedded Redis its maxmemory.
#pragma once

#include <cstdint>
#include <filesystem>

namespace carillon::queue {

/// Bytes. The least of all limits from our cgroup (v2, or v1's memory controller) up to the root. `root` is
/// where /proc and /sys are; tests give another.
std::uint64_t available_memory(const std::filesystem::path& root = "/");

}  // namespace carillon::queue
