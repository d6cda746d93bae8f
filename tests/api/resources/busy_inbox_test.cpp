// An inbox whose contents are more work than may wait: its user is told so, not that the queue is away.
#include <gtest/gtest.h>

#include "api/http/request.hpp"
#include "store/inbox.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class busy_inbox : public api_test {
 protected:
  net::compute_pool_options compute_options() override { return {.most_waiting = 0}; }

  /// In ada's inbox: its content is too large to be read beside other requests.
  notification_id have_large_notification() {
    const queue::keys names("c:");
    const auto project = first.project.id;
    store::users people(client(), names, keys());
    const auto found = run(people.upsert(project, {.external_id = "ada"})).value();
    const auto ada = to_ref(project, found);
    const json body = {{"title", "large"}, {"recipients", {{{"external_id", "ada"}}}}};
    const auto made = post("/broadcasts", first.token, body).parsed();
    const auto broadcast = broadcast_id::parse(made["id"].get<std::string>()).value();
    call({"HSET", names.broadcast(broadcast), "body",
          dump_json({{"title", "large"}, {"content", std::string(20'000, 'x')}})});
    store::inbox::addition what;
    what.project = project;
    what.where = ada.where;
    what.broadcast = broadcast;
    what.created_ms = 1'700'000'000'000;
    what.users = {ada};
    EXPECT_TRUE(run(store::inbox(client(), names).add(what)));
    return notification_of(broadcast, ada);
  }
};

TEST_F(busy_inbox, refuses_with_a_sentence_of_its_own_and_a_time_to_come_again) {
  const auto id = have_large_notification();
  const auto token = customer_token(first, "ada");
  for (const auto& path : {std::string("/notifications"), "/notifications/" + id.to_string()}) {
    const auto refused = get(path, token);
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.code(), "busy");
    EXPECT_EQ(refused.message(), "too much work of this kind is waiting already");
    EXPECT_EQ(refused.header("retry-after"), "1");
  }
}

}  // namespace
}  // namespace carillon::api
