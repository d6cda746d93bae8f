#include "api/resources/service_worker.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class service_worker_test : public api_test {};

TEST_F(service_worker_test, is_served_to_anyone_as_a_script) {
  const auto answer = send({.target = "/sw.js"});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(answer.header("cache-control"), "public, max-age=3600");
  EXPECT_EQ(answer.header("service-worker-allowed"), "/");
  EXPECT_EQ(answer.header("cross-origin-resource-policy"), "cross-origin");
  EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(answer.body, service_worker());
  EXPECT_NE(answer.body.find("addEventListener(\"push\""), std::string::npos);
}

TEST_F(service_worker_test, is_not_sent_again_to_who_has_it) {
  const auto tag = send({.target = "/sw.js"}).header("etag");
  const auto again = send({.target = "/sw.js", .headers = {{"if-none-match", std::string(tag)}}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(again.header("etag"), tag);
  EXPECT_EQ(send({.target = "/sw.js", .headers = {{"if-none-match", "\"old\""}}}).status, 200);
}

}  // namespace
}  // namespace carillon::api
