// An empty Redis with an open keyring and one project: what every test of store/ begins with.
#pragma once

#include <memory>
#include <string>

#include "base/digest.hpp"
#include "store/keyring.hpp"
#include "store/user.hpp"
#include "tests/support/redis_fixture.hpp"

namespace carillon::store {

class store_test : public test::redis_test {
 protected:
  void SetUp() override {
    redis_test::SetUp();
    ring = std::make_unique<keyring>(client(), names, master_key());
    ASSERT_TRUE(run(ring->open()));
  }

  static secret master_key() { return secret(std::string(32, 'k')); }
  static user_fields by_external_id(std::string value) {
    user_fields fields;
    fields.external_id = std::move(value);
    return fields;
  }
  static user_fields by_email(std::string value) {
    user_fields fields;
    fields.email = std::move(value);
    return fields;
  }
  static user_fields by_both(std::string external_id, std::string email) {
    user_fields fields = by_external_id(std::move(external_id));
    fields.email = std::move(email);
    return fields;
  }
  static std::string apns_token(unsigned number) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string token;
    const auto digest = sha256(std::to_string(number));
    for (const auto byte : digest) (token += digits[byte >> 4]) += digits[byte & 15];
    return token;
  }
  static std::string fcm_token(unsigned number) {
    return apns_token(number).substr(0, 22) + ":APA91b" + apns_token(number + 1) + apns_token(number + 2);
  }
  static user_ref ref_of(project_id project, const user& one) {
    return {one.id, queue::partition_of(project, one.id), one.number};
  }

  queue::keys names{"c:"};
  std::unique_ptr<keyring> ring;
  const project_id project = project_id::make(from_unix_ms(1'700'000'000'000));
};

}  // namespace carillon::store
