// What the sandbox's tests send: a right APNs push and a right FCM message, to be broken one thing at a time.
// No sockets. Keys are made once a process.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/jws.hpp"
#include "sandbox/incoming.hpp"
#include "sandbox/service.hpp"

namespace carillon::sandbox::testing {

inline const timestamp noon = from_unix_ms(1'795'000'000'000);
inline std::int64_t seconds_of(timestamp time) {
  return to_unix_ms(time) / 1000;
}

inline const signing_key& team_key() {
  static const signing_key key = signing_key::generate(key_kind::p256);
  return key;
}
inline const signing_key& other_key() {
  static const signing_key key = signing_key::generate(key_kind::p256);
  return key;
}
inline const signing_key& google_key() {
  static const signing_key key = signing_key::generate(key_kind::rsa);
  return key;
}

/// Two teams; team one has a second key, scoped to one topic, and a third for Apple's development host.
inline json credentials() {
  const auto apns = [](const char* team, const char* id, const signing_key& key) {
    return json{{"team_id", team}, {"key_id", id}, {"public_key", key.public_pem()}};
  };
  json scoped = apns("TEAM000001", "KEYSCOPED1", other_key());
  scoped["topics"] = {"com.example.app"};
  json development = apns("TEAM000001", "KEYDEVELOP", team_key());
  development["environment"] = "development";
  const auto account = [](const char* project, const char* email) {
    return json{{"project_id", project},
                {"client_email", email},
                {"private_key_id", "google-key-1"},
                {"public_key", google_key().public_pem()}};
  };
  return json{{"apns",
               {apns("TEAM000001", "KEY0000001", team_key()), apns("TEAM000001", "KEY0000003", team_key()),
                apns("TEAM000002", "KEY0000002", other_key()), scoped, development}},
              {"fcm", {account("demo", "push@demo.test"), account("other", "push@other.test")}}};
}

inline std::string provider_token(timestamp issued_at, const char* team = "TEAM000001",
                                  const char* key_id = "KEY0000001", const signing_key& key = team_key()) {
  // Remembered: ECDSA signatures are random, and two tokens of one second would be two tokens to APNs.
  static std::map<std::string, std::string> made;
  const json claims{{"iss", team}, {"iat", seconds_of(issued_at)}};
  std::string& token = made[key_id + claims.dump() + key.public_pem()];
  if (token.empty()) token = sign_jws(json{{"kid", key_id}}, claims, key);
  return token;
}

/// A request that owns its bytes.
struct request_builder {
  std::string method = "POST";
  std::string path;
  std::string authority = "127.0.0.1:8443";
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<header_field> views;

  request_builder& with(const std::string& name, const std::string& value) {
    without(name);
    fields.emplace_back(name, value);
    return *this;
  }
  request_builder& without(const std::string& name) {
    std::erase_if(fields, [&](const auto& field) { return field.first == name; });
    return *this;
  }
  incoming view() {
    views.clear();
    for (const auto& [name, value] : fields) views.push_back({name, value});
    return {.method = method, .path = path, .authority = authority, .body = body, .headers = views};
  }
};

inline std::string device_token(const std::string& start = "00") {
  return start + std::string(64 - start.size(), 'a');
}

/// A push APNs accepts.
inline request_builder apns_push(timestamp now = noon) {
  request_builder made;
  made.path = "/3/device/" + device_token();
  made.body = R"({"aps":{"alert":{"title":"Hello"}}})";
  made.with("authorization", "bearer " + provider_token(now))
      .with("apns-topic", "com.example.app")
      .with("apns-push-type", "alert")
      .with("apns-id", "01234567-89ab-7def-8123-456789abcdef")
      .with("apns-collapse-id", "note-1");
  return made;
}

/// A message FCM accepts, once `bearer` is one it issued.
inline request_builder fcm_push(const std::string& bearer, const json& message) {
  request_builder made;
  made.path = "/v1/projects/demo/messages:send";
  made.body = json{{"message", message}}.dump();
  made.with("authorization", "Bearer " + bearer).with("content-type", "application/json");
  return made;
}
inline json fcm_message(const std::string& token = "device-token:1") {
  return json{{"token", token},
              {"notification", {{"title", "Hello"}}},
              {"data", {{"nid", "note-1"}, {"did", "delivery-1"}}}};
}

inline json google_claims(timestamp now = noon) {
  return json{{"iss", "push@demo.test"},
              {"scope", "https://www.googleapis.com/auth/firebase.messaging"},
              {"aud", "https://127.0.0.1:8443/token"},
              {"iat", seconds_of(now)},
              {"exp", seconds_of(now) + 3600}};
}
inline request_builder token_request(const std::string& assertion) {
  request_builder made;
  made.path = "/token";
  made.body = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + assertion;
  made.with("content-type", "application/x-www-form-urlencoded");
  return made;
}
inline std::string google_assertion(const json& claims,
                                    json header = {{"kid", "google-key-1"}, {"typ", "JWT"}}) {
  return sign_jws(std::move(header), claims, google_key());
}

/// A service that knows the credentials above, and one connection to it.
struct caller {
  /// `trusted`: what is put into the list of credentials beside those above.
  explicit caller(service_options options = {}, ledger book_keeping = {},
                  const json& trusted = json::object())
      : sandbox(options, std::move(book_keeping)) {
    json all = credentials();
    all.update(trusted);
    sandbox.set_credentials(all).value();
  }
  verdict ask(request_builder request, timestamp now = noon) {
    const auto guard = sandbox.lock();
    return sandbox.judge(request.view(), connection, now);
  }
  /// A bearer from the token endpoint.
  std::string bearer(timestamp now = noon) {
    const auto made = ask(token_request(google_assertion(google_claims(now))), now);
    return parse_json(made.reply.body).value().at("access_token").get<std::string>();
  }

  service sandbox;
  connection_record connection;
};

}  // namespace carillon::sandbox::testing
