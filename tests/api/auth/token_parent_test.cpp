// Tokens made from tokens live and die with them, whatever ends the first one.
#include "api/auth/token_parent.hpp"

#include <gtest/gtest.h>

#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

// A pair made for tests and used nowhere.
const std::string vapid_point =
    "BAHQxjdTlmLFQrPUMpF6y24AH_uCQRdH6NWFheYtwWFX-Yxb_L8vlQZKowwS_07_QubH9BYZ6G1A7ZM_7cS_1vs";
const std::string vapid_scalar = "LmHF7xFai2FplnY9vqlXZH7IcLko1ucfOylTyVyiUjg";

class derived_tokens : public api_test {
 protected:
  void SetUp() override {
    api_test::SetUp();
    const json config = {{"public_key", vapid_point}, {"private_key", vapid_scalar}};
    for (const auto* each : {&first, &second})
      ASSERT_EQ(put("/integrations/web_push", each->token, config).status, 200);
  }

  test::http_answer start(const std::string& token) {
    return post("/integrations/web_push/installations/start", token, json::object());
  }
  std::string derived_from(const std::string& token) {
    const auto answer = start(token);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.parsed().value("auth_token", "");
  }
  json issued(const std::string& external_id) {
    return post("/jwt/user", first.token, {{"external_id", external_id}}).parsed();
  }
  test::http_answer use(const std::string& token) { return get("/channels/mobile_push/apns/tokens", token); }
  /// The server is told of other keys at once, over a connection of its own.
  bool comes_to(const std::string& token, int status) {
    const auto guard = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (use(token).status != status) {
      if (std::chrono::steady_clock::now() > guard) return false;
    }
    return true;
  }
  std::string id_of(const std::string& external_id) {
    return get("/users?query=" + external_id, first.token).parsed()["data"][0]["id"];
  }
  store::projects& projects() {
    if (!projects_) projects_.emplace(client(), queue::keys("c:"), keys());
    return *projects_;
  }

 private:
  std::optional<store::projects> projects_;
};

TEST_F(derived_tokens, are_their_users_and_nobody_elses) {
  const auto token = derived_from(customer_token(first, "anna"));
  const auto claims = parse_jws(token)->claims;
  EXPECT_EQ(claims["exp"].get<std::int64_t>() - claims["iat"].get<std::int64_t>(), 600);
  EXPECT_EQ(claims["user_external_id"], "anna");
  EXPECT_EQ(claims["api_key"], first.project.public_key);
  ASSERT_EQ(post("/channels/mobile_push/apns/tokens", token, {{"device_token", std::string(64, 'a')}}).status,
            201);
  EXPECT_EQ(use(customer_token(first, "anna")).parsed()["data"].size(), 1U);
  EXPECT_EQ(get("/users", token).status, 401);
}

TEST_F(derived_tokens, leave_nothing_behind) {
  const auto user = issued("anna")["token"].get<std::string>();
  derived_from(user);
  const auto before = call({"DBSIZE"}).integer;
  for (int i = 0; i < 20; ++i) derived_from(user);
  EXPECT_EQ(call({"DBSIZE"}).integer, before);
  EXPECT_EQ(get("/jwt/user/" + id_of("anna"), first.token).parsed()["data"].size(), 1U);
}

TEST_F(derived_tokens, derive_nothing) {
  for (const auto& parent : {customer_token(first, "anna"), issued("anna")["token"].get<std::string>()}) {
    const auto refused = start(derived_from(parent));
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.code(), "jwt_auth_failed");
    EXPECT_NE(refused.message().find("derived"), std::string::npos) << refused.message();
  }
}

TEST_F(derived_tokens, die_with_an_issued_parent) {
  const auto made = issued("anna");
  const auto token = derived_from(made["token"]);
  EXPECT_EQ(use(token).status, 200);
  ASSERT_EQ(remove("/jwt/user/" + made["token_id"].get<std::string>(), first.token).status, 200);
  EXPECT_EQ(use(token).status, 401);
  EXPECT_EQ(use(token).message(), "the token is not valid: the token it was derived from was revoked");
}

TEST_F(derived_tokens, do_not_outlive_their_parent) {
  const auto seconds = to_unix_ms(now()) / 1000;
  const json claims = {
      {"user_external_id", "anna"}, {"api_key", first.project.public_key}, {"exp", seconds + 100}};
  const auto exp_of = [](const std::string& token) {
    return parse_jws(token)->claims["exp"].get<std::int64_t>();
  };
  EXPECT_EQ(exp_of(derived_from(sign(first, claims))), seconds + 100);
  auto fractional = claims;
  fractional["exp"] = static_cast<double>(seconds) + 100.9;
  EXPECT_EQ(exp_of(derived_from(sign(first, fractional))), seconds + 100);
  auto in_its_leeway = claims;
  in_its_leeway["exp"] = seconds - 20;
  EXPECT_EQ(exp_of(derived_from(sign(first, in_its_leeway))), seconds - 20);
  auto made = post("/jwt/user", first.token, {{"external_id", "anna"}, {"expiry", 60}}).parsed();
  EXPECT_LE(exp_of(derived_from(made["token"])), to_unix_ms(now()) / 1000 + 60);
}

TEST_F(derived_tokens, die_with_the_key_their_parent_was_signed_with) {
  const auto old = customer_token(first, "anna");
  const auto derived = derived_from(old);
  const auto overlapping = run(projects().rotate(first.project.id, {.overlap = std::chrono::hours(1)}));
  ASSERT_TRUE(overlapping) << overlapping.error().detail;
  const auto renewed = customer_token({*overlapping, first.token}, "anna");
  ASSERT_TRUE(comes_to(renewed, 200));
  const auto derived_late = derived_from(old);
  const auto derived_anew = derived_from(renewed);
  for (const auto& token : {old, derived, derived_late, derived_anew}) EXPECT_EQ(use(token).status, 200);

  ASSERT_TRUE(run(projects().end_overlap(first.project.id)));
  EXPECT_TRUE(comes_to(old, 401));
  for (const auto& token : {derived, derived_late}) EXPECT_EQ(use(token).status, 401);
  for (const auto& token : {renewed, derived_anew}) EXPECT_EQ(use(token).status, 200);

  ASSERT_TRUE(run(projects().rotate(first.project.id, {})));  // no overlap
  EXPECT_TRUE(comes_to(renewed, 401));
  EXPECT_EQ(use(derived_anew).status, 401);
  EXPECT_EQ(use(derived_from(issued("anna")["token"])).status, 200)
      << "issued tokens are signed with keys of ours";
}

TEST_F(derived_tokens, die_with_the_public_key_they_carry) {
  const auto token = derived_from(customer_token(first, "anna"));
  ASSERT_TRUE(run(projects().rotate(first.project.id, {.has_secret_key = false, .has_public_key = true})));
  EXPECT_TRUE(comes_to(token, 401));
  EXPECT_EQ(use(customer_token(first, "anna")).status, 401);
}

TEST_F(derived_tokens, that_a_backend_issues_never_outlive_its_own) {
  const auto brief = post("/jwt/project", first.token, {{"name", "ci"}, {"expiry", 600}}).parsed();
  const auto token = brief["token"].get<std::string>();
  for (const auto& [path, body] : std::map<std::string, json>{{"/jwt/project", {{"name", "heir"}}},
                                                              {"/jwt/user", {{"external_id", "anna"}}}}) {
    const auto heir = post(path, token, body);
    ASSERT_EQ(heir.status, 201) << heir.body;
    EXPECT_LE(heir.parsed().value("expires_at", "9"), brief["expires_at"].get<std::string>());
    auto longer = body;
    longer["expiry"] = 601;
    EXPECT_EQ(post(path, token, longer).status, 422);
    longer["expiry"] = 60;
    EXPECT_EQ(post(path, token, longer).status, 201);
    EXPECT_FALSE(post(path, first.token, body).parsed().contains("expires_at"));
  }
}

TEST_F(derived_tokens, of_users_die_with_the_project_token_that_asked_for_them) {
  const auto backend = post("/jwt/project", first.token, {{"name", "ci"}}).parsed();
  const auto made = post("/jwt/user", backend["token"], {{"external_id", "anna"}}).parsed();
  const std::string user = made["token"];
  const auto derived = derived_from(user);
  const auto beside = issued("anna")["token"].get<std::string>();
  for (const auto& token : {user, derived, beside}) EXPECT_EQ(use(token).status, 200);

  ASSERT_EQ(remove("/jwt/project/" + backend["token_id"].get<std::string>(), first.token).status, 200);
  EXPECT_EQ(use(user).status, 401);
  EXPECT_EQ(use(user).message(), "the token is not valid: it was revoked, or never issued");
  EXPECT_EQ(use(derived).status, 401);
  EXPECT_EQ(use(beside).status, 200) << "asked for with another project token";
  const auto listed = get("/jwt/user/" + id_of("anna"), first.token).parsed()["data"];
  ASSERT_EQ(listed.size(), 2U);
  for (const auto& row : listed) EXPECT_EQ(row.contains("discarded_at"), row["id"] == made["token_id"]);
}

// How a backend replaces its own token and loses nothing: the new one first, then all it gave out, then the
// old.
TEST_F(derived_tokens, of_users_live_on_when_they_were_asked_for_with_the_new_project_token) {
  const auto old = post("/jwt/project", first.token, {{"name", "old"}}).parsed();
  const auto heir = post("/jwt/project", old["token"], {{"name", "new"}}).parsed();
  const auto user = post("/jwt/user", heir["token"], {{"external_id", "anna"}}).parsed();
  ASSERT_EQ(remove("/jwt/project/" + old["token_id"].get<std::string>(), heir["token"]).status, 200);
  EXPECT_EQ(get("/users", old["token"]).status, 401);
  EXPECT_EQ(get("/users", heir["token"]).status, 200);
  EXPECT_EQ(use(user["token"]).status, 200);
}

TEST_F(derived_tokens, die_with_their_user_and_do_not_create_it_again) {
  const auto user = customer_token(first, "anna");
  const auto token = derived_from(user);
  ASSERT_EQ(remove("/users/" + id_of("anna"), first.token).status, 204);
  EXPECT_EQ(use(token).status, 401);
  EXPECT_EQ(get("/users?query=anna", first.token).parsed()["data"].size(), 0U);
  ASSERT_EQ(put("/users", first.token, {{"external_id", "anna"}}).status, 200);
  EXPECT_EQ(use(token).message(), "the token is not valid: the user it was made for is gone")
      << "whoever is created in its place is somebody else";
}

TEST_F(derived_tokens, cannot_be_made_up_by_a_customer) {
  const auto claims = parse_jws(derived_from(customer_token(first, "anna")))->claims;
  EXPECT_EQ(use(sign(first, claims)).status, 401);
  EXPECT_EQ(use(sign_hs256(claims, user_token_key(keys()))).status, 401);
  auto of_users = parse_jws(issued("anna")["token"].get<std::string>())->claims;
  of_users["through"] = "nobody's";
  EXPECT_EQ(use(sign_hs256(of_users, user_token_key(keys()))).status, 401);
  auto of_another = claims;
  of_another["api_key"] = second.project.public_key;
  EXPECT_EQ(use(sign_hs256(of_another, derived_token_key(keys()))).status, 401)
      << "its parent's key is not there";
}

TEST_F(derived_tokens, keep_their_validity_when_the_clock_goes_back) {
  auto claims = parse_jws(derived_from(customer_token(first, "anna")))->claims;
  claims["iat"] = claims["iat"].get<std::int64_t>() + 3600;
  claims["exp"] = claims["exp"].get<std::int64_t>() + 3600;
  EXPECT_EQ(use(sign_hs256(claims, derived_token_key(keys()))).status, 200);
}

}  // namespace
}  // namespace carillon::api
