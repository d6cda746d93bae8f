// A store of users over an empty Redis.
#pragma once

#include <memory>

#include "store/user.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {

class users_test : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    people = std::make_unique<users>(client(), names, *ring);
  }
  store::user saved(user_fields fields) {
    auto outcome = run(people->upsert(project, std::move(fields)));
    EXPECT_TRUE(outcome) << outcome.error().detail;
    return outcome ? *outcome : store::user{};
  }
  std::unique_ptr<users> people;
};

}  // namespace carillon::store
