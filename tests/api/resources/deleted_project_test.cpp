// A project that is deleted while the API serves: refused from the first moment, and nothing of it is left.
#include <gtest/gtest.h>

#include "store/project_removal.hpp"
#include "tests/api/server_fixture.hpp"
#include "tests/support/keyspace.hpp"

namespace carillon::api {
namespace {

// A pair made for tests and used nowhere.
const std::string vapid_point =
    "BAHQxjdTlmLFQrPUMpF6y24AH_uCQRdH6NWFheYtwWFX-Yxb_L8vlQZKowwS_07_QubH9BYZ6G1A7ZM_7cS_1vs";
const std::string vapid_scalar = "LmHF7xFai2FplnY9vqlXZH7IcLko1ucfOylTyVyiUjg";

class deleted_project : public api_test {
 protected:
  std::map<std::string, std::string> everything() {
    return test::keyspace([this](net::redis_command command) { return call(std::move(command)); });
  }
  /// Something of everything a project can have, by the front door.
  void use(const tenant& of) {
    const auto done = [](const test::http_answer& answer) { EXPECT_LT(answer.status, 300) << answer.body; };
    done(put("/users", of.token, {{"external_id", "anna"}, {"email", "anna@example.com"}}));
    done(put("/users", of.token, {{"external_id", "bert"}}));
    done(post("/jwt/project", of.token, {{"name", "ci"}}));
    done(post("/jwt/user", of.token, {{"external_id", "anna"}}));
    done(put("/integrations/github", of.token, {{"webhook_signing_secret", std::string(32, 's')}}));
    done(put("/integrations/web_push", of.token,
             {{"public_key", vapid_point}, {"private_key", vapid_scalar}}));
    done(put("/channels/deliveryconfig", of.token, {{"channels", {{{"channel", "in_app"}}}}}));
    const auto user = customer_token(of, "anna");
    done(post("/channels/mobile_push/apns/tokens", user, {{"device_token", std::string(64, 'a')}}));
    done(post("/integrations/inbox/installations", user,
              {{"images", nullptr}, {"locale", "de"}, {"theme", nullptr}}));
    done(post("/integrations/web_push/installations/start", user, json::object()));
    done(post("/broadcasts", of.token,
              {{"title", "t"}, {"topic", "news"}, {"recipients", {{{"external_id", "anna"}}}}}));
    done(post("/broadcasts", of.token, {{"title", "t"}, {"recipients", {{{"external_id", "bert"}}}}}));
  }
  result<store::removal_progress> remove_project(const tenant& gone, store::removal_options options) {
    store::project_removal removal(client(), queue::keys("c:"), keys(), std::move(options));
    return run(removal.run(gone.project.id));
  }
};

TEST_F(deleted_project, leaves_nothing_and_others_untouched) {
  use(first);
  const auto before = everything();
  const auto gone = make_tenant("gone");
  use(gone);
  ASSERT_GT(everything().size(), before.size() + 12);
  store::removal_options options;
  options.settles_after = std::chrono::milliseconds(0);
  const auto removed = remove_project(gone, std::move(options));
  ASSERT_TRUE(removed) << removed.error().detail;
  EXPECT_EQ(removed->broadcasts, 2U);
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(get("/users", first.token).status, 200);
}

TEST_F(deleted_project, is_refused_from_the_first_moment) {
  use(second);
  const auto issued =
      post("/jwt/user", second.token, {{"external_id", "anna"}}).parsed()["token"].get<std::string>();
  const auto hook = get("/integrations/github", second.token).parsed()["data"][0]["id"].get<std::string>();
  bool is_first = true;
  store::removal_options options;
  options.should_stop = [&] { return std::exchange(is_first, false); };
  EXPECT_EQ(remove_project(second, std::move(options)).error().code, errc::cancelled);

  const std::string own = "/channels/mobile_push/apns/tokens";
  EXPECT_EQ(get("/users", second.token).status, 401);
  EXPECT_EQ(get(own, issued).status, 401);
  const auto guard = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (get(own, customer_token(second, "anna")).status != 401 && std::chrono::steady_clock::now() < guard) {
  }
  EXPECT_EQ(get(own, customer_token(second, "anna")).status, 401);
  EXPECT_EQ(post("/broadcasts", second.token, {{"title", "t"}}).status, 401);
  EXPECT_EQ(
      send({.method = "POST", .target = "/v2/integrations/github/webhooks/incoming/" + hook, .body = "{}"})
          .status,
      404);
  EXPECT_EQ(get("/users", first.token).status, 200);
}

}  // namespace
}  // namespace carillon::api
