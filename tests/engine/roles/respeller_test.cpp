// After an upgrade users are found by any spelling of their e-mail, and the work is done once.
#include <gtest/gtest.h>

#include "store/email_respelling.hpp"
#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

class respeller_of_a_worker : public engine_test {
 protected:
  bool is_wanted() {
    store::users people(client(), names, *ring);
    return run(store::email_respelling(client(), names, people).is_wanted()).value();
  }
};

TEST_F(respeller_of_a_worker, has_nothing_to_do_in_a_new_redis) {
  EXPECT_FALSE(is_wanted());
}

TEST_F(respeller_of_a_worker, goes_over_the_users_of_an_earlier_build_once) {
  save_apns();  // now the project has a key, and is known
  const auto who = have_user(1);
  call({"HSET", names.user(who.where, project, who.id), "e", "Dan@Example.com"});
  const auto place = store::identities(names, ring->derive("user-id"))
                         .of(project, store::identity_kind::email, "Dan@Example.com");
  call({"HSET", place.bucket, place.field, who.id.raw()});
  call({"HDEL", names.config(), queue::spelling_field});
  start_worker();
  ASSERT_TRUE(eventually([&] { return !is_wanted(); }));
  store::users people(client(), names, *ring);
  const auto found = run(people.find_by_identity(project, "", "dan@example.com"));
  ASSERT_TRUE(found) << found.error().detail;
  EXPECT_EQ(found->id, who.id);
}

}  // namespace
}  // namespace carillon::engine
