#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class auth_test : public api_test {
 protected:
  std::string code_for(const std::string& authorization, const std::string& path = "/users") {
    const auto answer = send({.target = "/v2" + path, .headers = {{"Authorization", authorization}}});
    if (answer.status == 200) return "accepted";
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.header("www-authenticate"), "Bearer");
    EXPECT_FALSE(answer.message().empty());
    return answer.code();
  }
  std::string user_code(const std::string& token) { return code_for("Bearer " + token, own_tokens); }

  /// Parts of a token, to be put together wrongly.
  static std::string encode(const json& part) { return base64url_encode(dump_json(part)); }
  static std::string with_header(const std::string& token, const json& header) {
    return encode(header) + token.substr(token.find('.'));
  }
  /// Signed with HS256 under any header.
  static std::string forge(const json& header, const json& claims, const secret& key) {
    const auto part = encode(header) + '.' + encode(claims);
    return part + '.' + base64url_encode(as_text(hmac_sha256(key.reveal(), {part})));
  }

  json user_claims() const {
    return {{"user_external_id", "u"}, {"user_email", nullptr}, {"api_key", first.project.public_key}};
  }

  const std::string own_tokens = "/channels/mobile_push/apns/tokens";
};

TEST_F(auth_test, wants_a_bearer_token_in_the_header) {
  EXPECT_EQ(code_for("Bearer " + first.token), "accepted");
  EXPECT_EQ(code_for("bearer " + first.token), "accepted");
  for (const std::string& odd : {std::string(""), std::string("Bearer"), "Token " + first.token, first.token,
                                 "Basic " + first.token}) {
    EXPECT_EQ(code_for(odd), "invalid_jwt_format") << odd.substr(0, 8);
  }
  EXPECT_EQ(send({.target = "/v2/users"}).code(), "invalid_jwt_format");
  EXPECT_EQ(send({.target = "/v2/users?token=" + first.token}).code(), "invalid_jwt_format");
  EXPECT_EQ(send({.target = "/v2/users?access_token=" + first.token}).code(), "invalid_jwt_format");
  const auto twice = send({.target = "/v2/users",
                           .bearer = first.token,
                           .headers = {{"Authorization", "Bearer " + first.token}}});
  EXPECT_EQ(twice.code(), "invalid_jwt_format");
}

TEST_F(auth_test, reads_the_scheme_in_any_case_and_with_any_spaces_behind_it) {
  for (const auto* scheme : {"Bearer ", "bearer ", "BEARER ", "Bearer   "}) {
    EXPECT_EQ(code_for(scheme + first.token), "accepted") << scheme;
  }
}

TEST_F(auth_test, cannot_parse_what_is_no_compact_token) {
  const auto token = first.token;
  for (const std::string& odd :
       {std::string("abc"), std::string("a.b.c"), token + ".x", token + "=",
        token.substr(0, token.rfind('.')), token.substr(0, 20) + " " + token.substr(20),
        std::string(9000, 'a'), std::string(".."),
        base64url_encode(R"({"alg":"HS256","alg":"none"})") + token.substr(token.find('.')),
        base64url_encode("[]") + token.substr(token.find('.'))}) {
    EXPECT_EQ(code_for("Bearer " + odd), "unparsable_jwt_token") << odd.substr(0, 20);
  }
}

TEST_F(auth_test, refuses_claims_said_twice_and_tokens_of_absurd_size) {
  const auto sign_text = [&](const std::string& claims) {
    const auto part = encode({{"alg", "HS256"}}) + '.' + base64url_encode(claims);
    return part + '.' + base64url_encode(as_text(hmac_sha256(first.project.secret_key.reveal(), {part})));
  };
  const auto key = R"("api_key":")" + first.project.public_key + '"';
  EXPECT_EQ(user_code(sign_text(R"({"user_external_id":"u",)" + key + '}')), "accepted");
  for (const std::string& claims : {R"({"user_external_id":"u","user_external_id":"admin",)" + key + '}',
                                    R"({"user_external_id":"u","exp":1,"exp":99999999999,)" + key + '}',
                                    R"({"user_external_id":"u","\u0065xp":1,"exp":99999999999,)" + key + '}',
                                    R"({"user_external_id":"u",)" + key + "}{}",
                                    "\xef\xbb\xbf{\"user_external_id\":\"u\"," + key + '}'}) {
    EXPECT_EQ(user_code(sign_text(claims)), "unparsable_jwt_token") << claims;
  }
  const auto huge = send({.target = "/v2/users", .bearer = std::string(100'000, 'a')});
  EXPECT_EQ(huge.status, 431);
  EXPECT_EQ(huge.header("connection"), "close");
}

TEST_F(auth_test, refuses_other_algorithms_and_keys_named_by_the_token) {
  const auto claims = user_claims();
  const auto& key = first.project.secret_key;
  EXPECT_EQ(user_code(forge({{"alg", "HS256"}}, claims, key)), "accepted");
  EXPECT_EQ(user_code(forge({{"alg", "HS256"}, {"typ", "JWT"}, {"kid", "../../dev/null"}}, claims, key)),
            "accepted");
  EXPECT_EQ(user_code(forge({{"alg", "HS256"}, {"kid", "x' UNION SELECT 'k' --"}}, claims, key)), "accepted");
  const std::vector<json> headers = {
      {{"alg", "none"}},
      {{"alg", "NoNe"}},
      {{"alg", "hs256"}},
      {{"alg", "HS512"}},
      {{"alg", "RS256"}},
      {{"alg", "ES256"}},
      {{"alg", json::array({"HS256"})}},
      {{"alg", nullptr}},
      {{"typ", "JWT"}},
      {{"alg", "HS256"}, {"jku", "https://evil.invalid/keys"}},
      {{"alg", "HS256"}, {"x5u", "https://evil.invalid/cert"}},
      {{"alg", "HS256"}, {"jwk", {{"kty", "oct"}, {"k", "AA"}}}},
      {{"alg", "HS256"}, {"x5c", json::array()}},
      {{"alg", "HS256"}, {"crit", json::array({"b64"})}, {"b64", false}},
      {{"alg", "HS256"}, {"typ", "secevent+jwt"}},
  };
  for (const auto& header : headers)
    EXPECT_EQ(user_code(forge(header, claims, key)), "jwt_auth_failed") << header;
  EXPECT_EQ(user_code(encode({{"alg", "none"}}) + '.' + encode(claims) + '.'), "jwt_auth_failed");
  EXPECT_EQ(user_code(forge({{"alg", "HS256"}}, claims, secret(""))), "jwt_auth_failed");
  EXPECT_EQ(user_code(forge({{"alg", "HS256"}}, claims, secret(first.project.public_key))),
            "jwt_auth_failed");
  EXPECT_EQ(user_code(forge({{"alg", "HS256"}}, claims, second.project.secret_key)), "jwt_auth_failed");
}

TEST_F(auth_test, refuses_a_signature_with_any_bit_flipped) {
  const auto token = customer_token(first, "u");
  const auto dot = token.rfind('.');
  const auto signature = base64url_decode(token.substr(dot + 1)).value();
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    auto flipped = signature;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_EQ(user_code(token.substr(0, dot + 1) + base64url_encode(flipped)), "jwt_auth_failed") << bit;
  }
}

TEST_F(auth_test, refuses_expired_early_and_misaddressed_tokens) {
  const auto seconds = to_unix_ms(now()) / 1000;
  const auto with = [&](const char* name, json value) {
    auto claims = user_claims();
    claims[name] = std::move(value);
    return sign(first, claims);
  };
  EXPECT_EQ(user_code(with("exp", seconds + 100)), "accepted");
  EXPECT_EQ(user_code(with("exp", seconds - 100)), "jwt_auth_failed");
  EXPECT_EQ(user_code(with("nbf", seconds + 1000)), "jwt_auth_failed");
  EXPECT_EQ(user_code(with("iat", seconds + 1'000'000)), "accepted");
  EXPECT_EQ(user_code(with("aud", "another-service")), "jwt_auth_failed");
  EXPECT_EQ(user_code(with("api_key", "pk_unknown")), "jwt_auth_failed");
  EXPECT_EQ(user_code(with("api_key", second.project.public_key)), "jwt_auth_failed");
  EXPECT_EQ(user_code(with("user_email", "nope")), "invalid_user_email");
  EXPECT_EQ(user_code(with("user_external_id", nullptr)), "user_not_found");
}

TEST_F(auth_test, says_the_same_of_an_unknown_project_and_a_wrong_signature) {
  auto claims = user_claims();
  const auto forged = get(own_tokens, sign_hs256(claims, secret("guessed"))).message();
  claims["api_key"] = "pk_unknown";
  EXPECT_EQ(get(own_tokens, sign_hs256(claims, secret("guessed"))).message(), forged);
  EXPECT_EQ(
      forged,
      "the token is not valid: its api_key names no project, or no secret key of that project signed it");
}

TEST_F(auth_test, keeps_the_roles_apart) {
  const auto user = customer_token(first, "u");
  const auto on_project_route = get("/users", user);
  EXPECT_EQ(on_project_route.status, 401);
  EXPECT_EQ(on_project_route.message(), "authorize: incorrect role, claim[user] roles[[project]]");
  const auto on_user_route = get(own_tokens, first.token);
  EXPECT_EQ(on_user_route.status, 401);
  EXPECT_EQ(on_user_route.message(), "authorize: incorrect role, claim[project] roles[[user]]");
}

TEST_F(auth_test, is_not_fooled_by_a_customer_who_signs_a_role) {
  auto claims = user_claims();
  claims["role"] = "project";
  claims["project_id"] = first.project.id.to_string();
  claims["jti"] = uuid::v7(now()).to_string();
  EXPECT_EQ(code_for("Bearer " + sign(first, claims)), "jwt_auth_failed");
  claims["role"] = "user";
  EXPECT_EQ(user_code(sign(first, claims)), "jwt_auth_failed");
  // With our own key, but never issued.
  claims["role"] = "project";
  EXPECT_EQ(code_for("Bearer " + sign_hs256(claims, project_token_key(keys()))), "jwt_auth_failed");
  // The right signature for the other kind of token.
  EXPECT_EQ(code_for("Bearer " + sign_hs256(claims, user_token_key(keys()))), "jwt_auth_failed");
}

TEST_F(auth_test, refuses_a_revoked_token_at_its_next_use) {
  const auto made = post("/jwt/project", first.token, {{"name", "ci"}}).parsed();
  const auto token = made["token"].get<std::string>();
  EXPECT_EQ(code_for("Bearer " + token), "accepted");
  EXPECT_EQ(remove("/jwt/project/" + made["token_id"].get<std::string>(), first.token).status, 200);
  EXPECT_EQ(code_for("Bearer " + token), "jwt_auth_failed");

  EXPECT_EQ(get("/users", token).message(), "the token is not valid: it was revoked, or never issued");

  const auto user = post("/jwt/user", first.token, {{"external_id", "u"}}).parsed();
  EXPECT_EQ(user_code(user["token"]), "accepted");
  EXPECT_EQ(remove("/jwt/user/" + user["token_id"].get<std::string>(), first.token).status, 200);
  EXPECT_EQ(user_code(user["token"]), "jwt_auth_failed");
}

TEST_F(auth_test, keeps_a_deleted_user_deleted) {
  const auto seconds = to_unix_ms(now()) / 1000;
  const auto dated = [&](std::int64_t issued) {
    auto claims = user_claims();
    claims["iat"] = issued;
    return sign(first, claims);
  };
  const auto undated = sign(first, user_claims());
  const auto old = dated(seconds - 100);
  const auto issued =
      post("/jwt/user", first.token, {{"external_id", "u"}}).parsed()["token"].get<std::string>();
  for (const auto& token : {old, undated, issued}) ASSERT_EQ(user_code(token), "accepted");
  const auto remove_it = [&] {
    const auto found = get("/users?query=u", first.token).parsed()["data"];
    ASSERT_EQ(found.size(), 1u);
    ASSERT_EQ(remove("/users/" + found[0]["id"].get<std::string>(), first.token).status, 204);
  };
  remove_it();
  EXPECT_EQ(user_code(old), "user_not_found");
  EXPECT_EQ(user_code(undated), "user_not_found");
  EXPECT_EQ(user_code(issued), "jwt_auth_failed");
  const json device = {{"device_token", std::string(64, 'a')}};
  EXPECT_EQ(put(own_tokens, old, device).status, 401);
  EXPECT_EQ(put("/channels/in_app/inbox/tokens", undated, {{"token", std::string(64, 'a')}}).status, 401);
  EXPECT_TRUE(get("/users?query=u", first.token).parsed()["data"].empty());

  EXPECT_EQ(user_code(dated(seconds + 50)), "accepted");  // signed afterwards: a new user
  remove_it();
  ASSERT_EQ(put("/users", first.token, {{"external_id", "u"}}).status, 200);
  EXPECT_EQ(user_code(old), "user_not_found");
  EXPECT_EQ(user_code(issued), "jwt_auth_failed");
  EXPECT_EQ(user_code(dated(seconds + 50)), "accepted");
}

TEST_F(auth_test, creates_an_unknown_user_once_and_refuses_a_shared_email) {
  EXPECT_EQ(user_code(customer_token(first, "fresh")), "accepted");
  EXPECT_EQ(user_code(customer_token(first, "fresh")), "accepted");
  EXPECT_EQ(get("/users?query=fresh", first.token).parsed()["data"].size(), 1u);
  for (const char* id : {"a", "b"}) {
    ASSERT_EQ(put("/users", first.token, {{"external_id", id}, {"email", "both@example.com"}}).status, 200);
  }
  auto claims = user_claims();
  claims["user_external_id"] = nullptr;
  claims["user_email"] = "both@example.com";
  EXPECT_EQ(user_code(sign(first, claims)), "ambiguous_user_email");
}

}  // namespace
}  // namespace carillon::api
