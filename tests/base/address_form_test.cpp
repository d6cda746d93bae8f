#include "base/address_form.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace carillon {
namespace {

TEST(address_form, lists_exactly_the_providers_whose_addresses_have_one) {
  for (unsigned number = 0; number <= static_cast<unsigned>(last_provider); ++number) {
    const auto via = static_cast<provider>(number);
    const bool is_listed = std::ranges::find(token_providers, via) != token_providers.end();
    EXPECT_EQ(is_listed, form_of(via) != address_form::none) << to_string(via);
  }
}

}  // namespace
}  // namespace carillon
