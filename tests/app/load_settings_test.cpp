#include "app/load_settings.hpp"

#include <gtest/gtest.h>

namespace carillon::app {
namespace {

TEST(load_settings, takes_origins_of_providers_there_are) {
  const auto loaded = load_settings({.flags = {{"providers.origins", "fcm=https://localhost:1"},
                                               {"providers.origins.slack", "https://localhost:2"}}});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->values.providers.origin_of("fcm"), "https://localhost:1");
  EXPECT_EQ(loaded->values.providers.origin_of("slack"), "https://localhost:2");
  EXPECT_EQ(loaded->values.providers.origin_of("apns_production"), std::nullopt);
}

TEST(load_settings, refuses_an_origin_nobody_looks_for) {
  const auto loaded =
      load_settings({.variables = {{"CARILLON_PROVIDERS__ORIGINS__FMC", "https://localhost:1"}}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, errc::configuration);
  EXPECT_TRUE(
      loaded.error().detail.starts_with("CARILLON_PROVIDERS__ORIGINS__FMC: providers.origins.fmc: nobody "
                                        "looks for it; known are apns_production, "))
      << loaded.error().detail;
}

TEST(load_settings, takes_rates_of_integrations_that_send) {
  const auto loaded = load_settings({.flags = {{"providers.rates", "ses=14,expo=0"}}});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->values.providers.rates.at("ses"), "14");
  const auto wrong = load_settings({.flags = {{"providers.rates", "github=14"}}});
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().detail.find("providers.rates.github: nobody looks for it; known are apns, "),
            std::string::npos)
      << wrong.error().detail;
}

}  // namespace
}  // namespace carillon::app
