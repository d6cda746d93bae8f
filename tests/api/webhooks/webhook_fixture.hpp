// A tenant whom services send webhooks, signed as they would; and Amazon played by a stand-in.
#pragma once

#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "tests/api/server_fixture.hpp"
#include "tests/api/stand_in.hpp"
#include "tests/support/sns_signer.hpp"

namespace carillon::api {
inline constexpr std::string_view github_secret = "It's a Secret to Everybody";
inline constexpr std::string_view stripe_secret = "whsec_x";
inline constexpr const char* push_body = R"({"action":"opened","sender":{"login":"octo"},"number":7})";

class incoming_webhooks : public api_test {
 protected:
  void adjust(config::settings& settings) override { settings.providers.aws_sns = amazon.origin(); }

  std::string save(const std::string& kind, const json& config) {
    const auto saved = put("/integrations/" + kind, first.token, config);
    EXPECT_EQ(saved.status, 200) << saved.body;
    return saved.parsed().value("id", "");
  }
  test::http_answer deliver(const std::string& kind, const std::string& id, const std::string& body,
                            std::vector<std::pair<std::string, std::string>> headers) {
    return send({.method = "POST",
                 .target = "/v2/integrations/" + kind + "/webhooks/incoming/" + id,
                 .bearer = "",
                 .body = body,
                 .headers = std::move(headers)});
  }
  static std::string hex_mac(std::string_view secret, std::string_view text) {
    return hex_encode(as_text(hmac_sha256(secret, {text})));
  }
  test::http_answer from_github(const std::string& id, const std::string& delivery,
                                const std::string& body = push_body) {
    return deliver("github", id, body,
                   {{"content-type", "application/json"},
                    {"x-github-event", "issues"},
                    {"x-github-delivery", delivery},
                    {"x-hub-signature-256", "sha256=" + hex_mac(github_secret, body)}});
  }
  test::http_answer from_stripe(const std::string& id, const std::string& body) {
    const auto time = std::to_string(to_unix_ms(now()) / 1000);
    const auto signature = "t=" + time + ",v1=" + hex_mac(stripe_secret, time + '.' + body);
    return deliver("stripe", id, body, {{"stripe-signature", signature}});
  }
  test::http_answer from_amazon(const std::string& id, const json& message) {
    return deliver("awssns", id, dump_json(message),
                   {{"content-type", "text/plain; charset=UTF-8"},
                    {"x-amz-sns-message-type", message.value("Type", "")}});
  }
  /// Contexts of the project's events of that type.
  std::vector<json> events(const std::string& type) {
    std::vector<json> found;
    const auto answer = get("/events?limit=100", first.token).parsed();
    for (const auto& one : answer["data"]) {
      if (one["type"] == type) found.push_back(one["context"]);
    }
    return found;
  }
  std::size_t broadcasts() { return get("/broadcasts", first.token).parsed()["data"].size(); }

  stand_in amazon;
};

}  // namespace carillon::api
