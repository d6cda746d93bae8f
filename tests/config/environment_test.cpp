#include "config/environment.hpp"

#include <gtest/gtest.h>

#include "config/keys.hpp"

namespace carillon::config {
namespace {

using enum variable::meaning;

TEST(environment, names_every_key) {
  for (const auto& entry : all_keys()) {
    const auto name = variable_of(entry.name);
    EXPECT_EQ(read_name(name).means, value) << name;
    EXPECT_EQ(read_name(name).key, entry.name);
    if (find_key(std::string(entry.name) + "_file") != nullptr) continue;
    EXPECT_EQ(read_name(name + "_FILE").means, file) << name;
    EXPECT_EQ(read_name(name + "_FILE").key, entry.name);
  }
  EXPECT_EQ(variable_of("redis.url"), "CARILLON_REDIS__URL");
}

TEST(environment, takes_a_key_that_ends_in_file_for_itself) {
  EXPECT_EQ(read_name("CARILLON_REDIS__CA_FILE").key, "redis.ca_file");
  EXPECT_EQ(read_name("CARILLON_REDIS__CA_FILE").means, value);
  EXPECT_EQ(read_name("CARILLON_REDIS__CA_FILE_FILE").means, file);
}

TEST(environment, leaves_other_programs_variables_alone) {
  for (const auto* name : {"PATH", "REDIS_URL", "CARILLON", "carillon_redis__url", "CARILLON_CONFIG"}) {
    EXPECT_EQ(read_name(name).means, not_ours) << name;
  }
}

TEST(environment, leaves_what_kubernetes_adds_for_a_service_alone) {
  for (const auto* name : {"CARILLON_SERVICE_HOST", "CARILLON_SERVICE_PORT", "CARILLON_SERVICE_PORT_HTTP",
                           "CARILLON_PORT", "CARILLON_PORT_8080_TCP", "CARILLON_PORT_8080_TCP_ADDR",
                           "CARILLON_API_SERVICE_HOST", "CARILLON_API_PORT"}) {
    EXPECT_EQ(read_name(name).means, not_ours) << name;
  }
}

TEST(environment, notices_unknown_keys_under_its_prefix) {
  EXPECT_EQ(read_name("CARILLON_REDIS_URL").means, unknown_key);
  EXPECT_EQ(read_name("CARILLON_REDIS_URL").key, "redis_url");
  EXPECT_EQ(read_name("CARILLON_").means, unknown_key);
}

TEST(environment, can_be_that_of_the_process) {
  EXPECT_FALSE(process_environment().empty());
}

}  // namespace
}  // namespace carillon::config
