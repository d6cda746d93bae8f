// Two users, ada and bob, and what keeps their devices' tokens.
#pragma once

#include "store/device_token.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {

class token_test : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    people = std::make_unique<users>(client(), names, *ring);
    devices = std::make_unique<device_tokens>(client(), names);
    ada = made("ada");
    bob = made("bob");
  }
  user_ref made(std::string name) {
    return ref_of(project, *run(people->upsert(project, by_external_id(std::move(name)))));
  }

  std::unique_ptr<users> people;
  std::unique_ptr<device_tokens> devices;
  user_ref ada, bob;
};

}  // namespace carillon::store
