#include "engine/routing/routes.hpp"

#include <gtest/gtest.h>

#include "engine/routing/google_token_source.hpp"
#include "engine/routing/transport_answer.hpp"

namespace carillon::engine {
namespace {

TEST(routes, choose_the_integration_of_the_devices_app) {
  const std::vector<std::string> apps{"com.one", "com.two"};
  EXPECT_EQ(choose_app(apps, "com.two"), 1U);
  EXPECT_EQ(choose_app(apps, ""), 0U);
  EXPECT_EQ(choose_app(apps, "com.other"), 0U);
  EXPECT_EQ(choose_app({}, "com.one"), std::nullopt);
}

TEST(routes, have_nobody_for_a_device_without_an_integration) {
  const routes none;
  EXPECT_EQ(none.choose({.via = provider::apns}), nullptr);
  EXPECT_EQ(none.choose({.via = provider::fcm}), nullptr);
  EXPECT_EQ(none.choose({.via = provider::expo}), nullptr);
}

TEST(token_origin, cuts_the_path_off) {
  EXPECT_EQ(token_origin("https://oauth2.googleapis.com/token").value(),
            (net::origin{"oauth2.googleapis.com", 443}));
  EXPECT_EQ(token_origin("https://localhost:8443/a/b").value(), (net::origin{"localhost", 8443}));
  EXPECT_FALSE(token_origin("http://localhost/token"));
  EXPECT_FALSE(token_origin("localhost"));
}

TEST(transport_answer, separates_the_certain_from_the_ambiguous) {
  using net::transport_failure;
  using providers::answer_class;
  EXPECT_EQ(answer_for(transport_failure::connect).meaning, answer_class::retry);
  EXPECT_EQ(answer_for(transport_failure::refused).meaning, answer_class::retry);
  EXPECT_EQ(answer_for(transport_failure::overloaded).meaning, answer_class::retry);
  EXPECT_EQ(answer_for(transport_failure::tls_verify).meaning, answer_class::config);
  EXPECT_EQ(answer_for(transport_failure::blocked).meaning, answer_class::config);
  EXPECT_EQ(answer_for(transport_failure::ambiguous).meaning, answer_class::ambiguous);
  EXPECT_EQ(answer_for(transport_failure::malformed).meaning, answer_class::ambiguous);
  EXPECT_EQ(answer_for(transport_failure::ambiguous).text, to_string(transport_failure::ambiguous));
}

}  // namespace
}  // namespace carillon::engine
