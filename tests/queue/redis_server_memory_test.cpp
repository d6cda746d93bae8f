#include "queue/redis_server_memory.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/redis_fixture.hpp"

namespace carillon::queue {
namespace {

class available_memory_of : public ::testing::Test {
 protected:
  void SetUp() override { write("proc/meminfo", "MemTotal:       16000 kB\nMemFree: 1 kB\n"); }
  void write(const std::string& file, const std::string& text) {
    const auto path = root.path() / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  test::temporary_folder root;
};

TEST_F(available_memory_of, a_bare_machine_is_its_memory) {
  EXPECT_EQ(available_memory(root.path()), 16'000U * 1024);
}

TEST_F(available_memory_of, a_cgroup_is_the_least_limit_above_it) {
  write("proc/self/cgroup", "0::/system.slice/carillon.service\n");
  write("sys/fs/cgroup/system.slice/carillon.service/memory.max", "max\n");
  EXPECT_EQ(available_memory(root.path()), 16'000U * 1024);
  write("sys/fs/cgroup/system.slice/memory.max", "3000000\n");
  EXPECT_EQ(available_memory(root.path()), 3'000'000U);
  write("sys/fs/cgroup/system.slice/carillon.service/memory.max", "2000000\n");
  EXPECT_EQ(available_memory(root.path()), 2'000'000U);
}

TEST_F(available_memory_of, a_container_is_the_top_of_its_mount) {
  write("proc/self/cgroup", "0::/../..\n");
  write("sys/fs/cgroup/memory.max", "4000000\n");
  EXPECT_EQ(available_memory(root.path()), 4'000'000U);
}

TEST_F(available_memory_of, an_old_cgroup_is_its_memory_controller) {
  write("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/y\n");
  write("sys/fs/cgroup/memory/y/memory.limit_in_bytes", "5000000\n");
  write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(available_memory(root.path()), 5'000'000U);
}

}  // namespace
}  // namespace carillon::queue
