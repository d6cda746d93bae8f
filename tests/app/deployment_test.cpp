#include "app/deployment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/redis_fixture.hpp"

namespace carillon::app {
namespace {

using testing::HasSubstr;

class deployment : public test::redis_test {
 protected:
  void SetUp() override {
    redis_test::SetUp();
    settings.data_dir = folder.path().string();
    settings.redis.url = server().url();
  }
  result<std::string> recognised() { return recognise_deployment(settings, server().options()); }

  test::temporary_folder folder;
  config::settings settings;
};

TEST_F(deployment, is_given_an_id_and_known_by_it) {
  const auto first = recognised().value();
  EXPECT_EQ(first.size(), 32U);
  EXPECT_EQ(recognised().value(), first);
}

TEST_F(deployment, that_was_here_before_ids_is_given_one) {
  call({"HSET", "c:{meta}:cfg", "schema", "1"});
  EXPECT_EQ(recognised().value(), call({"HGET", "c:{meta}:cfg", "deployment"}).text);
}

TEST_F(deployment, is_not_set_up_anew_where_redis_lost_its_data) {
  recognised().value();
  call({"FLUSHALL"});
  const auto refused = recognised();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::configuration);
  EXPECT_THAT(refused.error().detail, HasSubstr(folder.path().string() + "/deployments.json"));
  EXPECT_EQ(call({"EXISTS", "c:{meta}:cfg"}).integer, 0);
}

TEST_F(deployment, is_not_taken_for_another_behind_the_same_address) {
  recognised().value();
  call({"HSET", "c:{meta}:cfg", "deployment", "another"});
  EXPECT_THAT(recognised().error().detail, HasSubstr("another"));
}

TEST_F(deployment, of_another_prefix_is_another) {
  const auto first = recognised().value();
  settings.redis.key_prefix = "d:";
  EXPECT_NE(recognised().value(), first);
}

}  // namespace
}  // namespace carillon::app
