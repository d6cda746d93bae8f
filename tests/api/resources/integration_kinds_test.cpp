// Every kind of integration as data: a valid configuration, and what must be refused with the field named.
#include "api/resources/integration_kinds.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/signing_key.hpp"

namespace carillon::api {
namespace {

const integration_kind& kind_of(std::string_view name) {
  for (const auto& kind : integration_kinds()) {
    if (kind.facts.name == name) return kind;
  }
  throw std::runtime_error("no such kind");
}

complaints check(const integration_kind& kind, json config) {
  auto found = validate(kind.config, config);
  if (found.empty()) found = check_destinations(kind, config, outgoing_urls::make({}).value());
  return found;
}

std::string private_pem(key_kind kind) {
  static const std::string p256(signing_key::generate(key_kind::p256).private_pem().reveal());
  static const std::string rsa(signing_key::generate(key_kind::rsa).private_pem().reveal());
  return kind == key_kind::p256 ? p256 : rsa;
}
// A pair made for tests and used nowhere.
const std::string vapid_point =
    "BAHQxjdTlmLFQrPUMpF6y24AH_uCQRdH6NWFheYtwWFX-Yxb_L8vlQZKowwS_07_QubH9BYZ6G1A7ZM_7cS_1vs";
const std::string vapid_scalar = "LmHF7xFai2FplnY9vqlXZH7IcLko1ucfOylTyVyiUjg";
const json mailbox = {{"email", "a@example.com"}, {"name", nullptr}};
const json inbox = {{"images", {{"emptyInboxUrl", "https://example.com/a.png"}}},
                    {"locale", "en"},
                    {"theme",
                     {{"footer",
                       {{"backgroundColor", "#fff"},
                        {"borderRadius", "1px"},
                        {"fontFamily", "kept"},
                        {"fontSize", "1px"},
                        {"textColor", "#000"}}}}}};

json fcm() {
  return {{"type", "service_account"},
          {"project_id", "p"},
          {"private_key_id", "k"},
          {"private_key", private_pem(key_kind::rsa)},
          {"client_email", "a@p.iam.gserviceaccount.com"},
          {"client_id", "1"},
          {"auth_uri", "https://accounts.google.com/o/oauth2/auth"},
          {"token_uri", "https://oauth2.googleapis.com/token"},
          {"auth_provider_x509_cert_url", "https://www.googleapis.com/oauth2/v1/certs"},
          {"client_x509_cert_url", "https://www.googleapis.com/robot/v1/metadata/x509/a"},
          {"universe_domain", "googleapis.com"}};
}

struct example {
  const char* kind;
  json config;
  std::vector<const char*> required;
};

const std::vector<example>& examples() {
  static const std::vector<example> rows{
      {"apns",
       {{"app_id", "com.example.app"},
        {"badge", "unread"},
        {"certificate", private_pem(key_kind::p256)},
        {"key_id", "ABCDEFGHIJ"},
        {"team_id", "ABCDEFGHIJ"},
        {"payload_version", "2"}},
       {"app_id", "badge", "certificate", "key_id", "team_id"}},
      {"awssns", {{"webhook_signing_secret", "x"}}, {"webhook_signing_secret"}},
      {"expo", {{"access_token", "x"}}, {"access_token"}},
      {"fcm",
       fcm(),
       {"type", "project_id", "private_key_id", "private_key", "client_email", "client_id", "auth_uri",
        "token_uri", "auth_provider_x509_cert_url", "client_x509_cert_url", "universe_domain"}},
      {"github", {{"webhook_signing_secret", "x"}}, {"webhook_signing_secret"}},
      {"inbox", inbox, {"images", "locale", "theme"}},
      {"mailgun",
       {{"api_key", "x"}, {"domain", "mg.example.com"}, {"region", "eu"}, {"from", mailbox}},
       {"api_key", "domain", "region"}},
      {"ping_email", {{"url", "https://example.com/ping"}}, {"url"}},
      {"sendgrid", {{"api_key", "x"}, {"from", mailbox}, {"reply_to", mailbox}}, {"api_key"}},
      {"ses",
       {{"key_id", "x"}, {"secret_key", "y"}, {"region", "us-east-1"}, {"endpoint", "https://example.com"}},
       {"key_id", "secret_key", "region"}},
      {"slack",
       {{"app_id", "A012"},
        {"client_id", "12.34"},
        {"client_secret", std::string(32, 'a')},
        {"signing_secret", std::string(32, 'b')}},
       {"app_id", "client_id", "client_secret", "signing_secret"}},
      {"smtp",
       {{"host", "smtp.example.com"},
        {"port", 587},
        {"username", "u"},
        {"password", "p"},
        {"from", mailbox},
        {"security", "starttls"}},
       {"host", "port", "username", "password", "from"}},
      {"stripe", {{"webhook_signing_secret", "whsec_x"}}, {"webhook_signing_secret"}},
      {"templates", {{"anything", {{"nested", 1}}}}, {}},
      {"twilio",
       {{"account_sid", "x"}, {"api_key", "y"}, {"api_secret", "z"}, {"from", "+1555"}, {"region", "ie1"}},
       {"account_sid", "api_key", "api_secret", "from"}},
      {"web_push",
       {{"public_key", vapid_point}, {"private_key", vapid_scalar}},
       {"public_key", "private_key"}},
  };
  return rows;
}

TEST(integration_kinds, are_those_of_the_contract) {
  ASSERT_EQ(integration_kinds().size(), examples().size());
  for (std::size_t i = 0; i < examples().size(); ++i)
    EXPECT_EQ(integration_kinds()[i].facts.name, examples()[i].kind);
}

TEST(integration_kinds, accept_a_full_configuration) {
  for (const auto& row : examples()) {
    const auto found = check(kind_of(row.kind), row.config);
    EXPECT_TRUE(found.empty()) << row.kind << ": " << found.front();
  }
}

TEST(integration_kinds, name_what_is_missing) {
  for (const auto& row : examples()) {
    for (const std::string field : row.required) {
      auto config = row.config;
      config.erase(field);
      const auto found = check(kind_of(row.kind), config);
      ASSERT_FALSE(found.empty()) << row.kind << ' ' << field;
      EXPECT_EQ(found.front(), "Param '" + field + "' is missing") << row.kind;
    }
  }
}

struct refusal_row {
  const char* kind;
  const char* pointer;  ///< JSON pointer of what is replaced
  json value;
  const char* named;  ///< the parameter the complaint names
};

TEST(integration_kinds, name_what_breaks_a_rule) {
  const refusal_row rows[] = {
      {"apns", "/app_id", "a b", "app_id"},
      {"apns", "/badge", "both", "badge"},
      {"apns", "/certificate", "***", "certificate"},
      {"apns", "/key_id", "short", "key_id"},
      {"apns", "/key_id", "ABCDE FGHI", "key_id"},
      {"apns", "/key_id", "ABCDEFGHI\n", "key_id"},
      {"apns", "/team_id", "\xc3\x84\xc3\x84\xc3\x84\xc3\x84\xc3\x84", "team_id"},
      {"expo", "/access_token", "a\nb", "access_token"},
      {"fcm", "/project_id", "a b", "project_id"},
      {"fcm", "/client_email", "nobody", "client_email"},
      {"mailgun", "/api_key", "a\r\nb", "api_key"},
      {"mailgun", "/domain", "mg.example.com/x", "domain"},
      {"mailgun", "/domain", "mg..example.com", "domain"},
      {"sendgrid", "/api_key", "SG. x", "api_key"},
      {"ses", "/secret_key", "a b", "secret_key"},
      {"smtp", "/username", "a\nb", "username"},
      {"slack", "/client_secret", std::string(31, 'x') + "\n", "client_secret"},
      {"twilio", "/api_secret", "a\nb", "api_secret"},
      {"apns", "/team_id", "ABCDEFGHIJK", "team_id"},
      {"apns", "/payload_version", "3", "payload_version"},
      {"awssns", "/webhook_signing_secret", "", "webhook_signing_secret"},
      {"awssns", "/webhook_signing_secret", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
       "webhook_signing_secret"},
      {"awssns", "/unknown", 1, "(root)"},
      {"awssns", "/topic_arns", json::array(), "topic_arns"},
      {"expo", "/access_token", "", "access_token"},
      {"expo", "/access_token", 1, "access_token"},
      {"fcm", "/type", "user", "type"},
      {"fcm", "/private_key", "no pem", "private_key"},
      {"fcm", "/token_uri", "nonsense", "token_uri"},
      {"fcm", "/token_uri", "https://127.0.0.1/token", "token_uri"},
      {"fcm", "/token_uri", "http://oauth2.googleapis.com/token", "token_uri"},
      {"github", "/webhook_signing_secret", std::string(101, 'x'), "webhook_signing_secret"},
      {"github", "/webhook_signing_secret", "copied\n", "webhook_signing_secret"},
      {"stripe", "/webhook_signing_secret", "whsec_copied\r\n", "webhook_signing_secret"},
      {"github", "/unknown", 1, "(root)"},
      {"github", "/id", "x", "(root)"},
      {"github", "/broadcast", json::object(), "broadcast.title"},
      {"inbox", "/locale", "e", "locale"},
      {"inbox", "/images", json::object(), "images.emptyInboxUrl"},
      {"inbox", "/theme", json::object(), "theme"},
      {"inbox", "/theme/footer", {{"fontSize", "1px"}}, "theme.footer.backgroundColor"},
      {"inbox",
       "/theme/banner",
       {{"backgroundColor", ""}, {"fontSize", ""}, {"textColor", ""}, {"backgroundOpacity", "x"}},
       "theme.banner.backgroundOpacity"},
      {"inbox", "/theme/notification", json::object(), "theme.notification.default"},
      {"mailgun", "/region", "asia", "region"},
      {"mailgun", "/from", {{"name", "x"}}, "from.email"},
      {"mailgun", "/from", {{"email", "x"}}, "from.email"},
      {"ping_email", "/url", "https://example.com/" + std::string(100, 'x'), "url"},
      {"ping_email", "/url", "https://169.254.169.254/", "url"},
      {"ping_email", "/url", "ftp://example.com/", "url"},
      {"sendgrid", "/reply_to", "a@example.com", "reply_to"},
      {"ses", "/region", "evil.example/", "region"},
      {"ses", "/endpoint", "https://localhost:4566", "endpoint"},
      {"slack", "/app_id", "a012", "app_id"},
      {"slack", "/client_id", "1234", "client_id"},
      {"slack", "/client_secret", "***", "client_secret"},
      {"slack", "/signing_secret", std::string(33, 'x'), "signing_secret"},
      {"smtp", "/port", 0, "port"},
      {"smtp", "/port", 65536, "port"},
      {"smtp", "/port", "25", "port"},
      {"smtp", "/security", "tls", "security"},
      {"smtp", "/host", "10.0.0.1", "host"},
      {"smtp", "/from", {{"email", "nobody"}}, "from.email"},
      {"stripe", "/webhook_signing_secret", 5, "webhook_signing_secret"},
      {"stripe", "/unknown", 1, "(root)"},
      {"twilio", "/from", "1555", "from"},
      {"twilio", "/from", "+123456789012345", "from"},
      {"twilio", "/region", "mars", "region"},
      {"twilio", "/account_sid", std::string(101, 'x'), "account_sid"},
      {"web_push", "/public_key", "short", "public_key"},
      {"web_push", "/private_key", std::string(129, 'x'), "private_key"},
  };
  for (const auto& row : rows) {
    const auto place = std::ranges::find(examples(), std::string_view(row.kind),
                                         [](const example& one) { return std::string_view(one.kind); });
    auto config = place->config;
    config[json::json_pointer(row.pointer)] = row.value;
    const auto found = check(kind_of(row.kind), config);
    ASSERT_FALSE(found.empty()) << row.kind << row.pointer;
    EXPECT_TRUE(found.front().starts_with("Param '" + std::string(row.named) + "' "))
        << row.kind << ": " << found.front();
  }
}

TEST(integration_kinds, tolerate_unknown_keys_where_the_contract_does) {
  for (const auto& row : examples()) {
    const std::string_view kind = row.kind;
    if (kind == "awssns" || kind == "github" || kind == "stripe") continue;
    auto config = row.config;
    config["unknown"] = 1;
    EXPECT_TRUE(check(kind_of(kind), config).empty()) << kind;
  }
}

TEST(integration_kinds, fill_in_defaults_and_drop_what_is_not_theirs) {
  auto twilio = kind_of("twilio");
  json config = {{"account_sid", "x"}, {"api_key", "y"}, {"api_secret", "z"}, {"from", "+1"}, {"other", 1}};
  EXPECT_TRUE(validate(twilio.config, config).empty());
  EXPECT_EQ(config["region"], "us1");
  EXPECT_FALSE(config.contains("other"));
  json stripe = {{"webhook_signing_secret", "x"}, {"id", "from the last answer"}};
  EXPECT_TRUE(validate(kind_of("stripe").config, stripe).empty());
  EXPECT_FALSE(stripe.contains("id"));
}

TEST(apns_config, takes_a_key_as_people_paste_it) {
  const auto pem = private_pem(key_kind::p256);
  std::string windows, written_out;
  for (const char c : pem) {
    windows += c == '\n' ? "\r\n" : std::string(1, c);
    written_out += c == '\n' ? "\\n" : std::string(1, c);
  }
  for (const auto& given : {windows, written_out, "\n " + pem + "\n\n", pem.substr(0, pem.size() - 1)}) {
    auto config = examples().front().config;
    config["certificate"] = given;
    EXPECT_TRUE(validate(kind_of("apns").config, config).empty()) << given;
    EXPECT_EQ(config["certificate"], pem);
  }
}

std::string complaint_about(const char* kind, const char* field, const std::string& value) {
  auto config = std::ranges::find(examples(), std::string_view(kind), [](const example& one) {
                  return std::string_view(one.kind);
                })->config;
  config[field] = value;
  const auto found = check(kind_of(kind), config);
  return found.empty() ? "" : found.front();
}

TEST(apns_config, says_why_a_key_cannot_be_used) {
  const std::string stem = "Param 'certificate' is not an EC key on P-256 in PEM: ";
  const auto block = [](const std::string& body) {
    return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
  };
  EXPECT_EQ(complaint_about("apns", "certificate", private_pem(key_kind::rsa)), stem + "it is an RSA key");
  EXPECT_EQ(complaint_about("apns", "certificate", block("AAAA")), stem + "what the PEM holds is no key");
  const std::string shape =
      "Param 'certificate' should be a private key in PEM form (-----BEGIN PRIVATE KEY-----)";
  const auto pem = private_pem(key_kind::p256);
  for (const auto& given :
       {pem + "trailing", "leading\n" + pem, pem + pem, std::string("AAAA"),
        std::string("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIHs\n-----END ENCRYPTED PRIVATE KEY-----\n"),
        signing_key::generate(key_kind::p256).public_pem()}) {
    EXPECT_EQ(complaint_about("apns", "certificate", given), shape);
  }
}

TEST(fcm_config, says_why_a_key_cannot_be_used) {
  const std::string stem = "Param 'private_key' is not an RSA key of 2048 bits or more in PEM: ";
  EXPECT_EQ(complaint_about("fcm", "private_key", private_pem(key_kind::p256)), stem + "it is an EC key");
  EXPECT_EQ(complaint_about("fcm", "private_key", signing_key::generate(key_kind::rsa).public_pem()),
            stem + "it is a public key, not the private one");
  EXPECT_EQ(
      complaint_about("fcm", "private_key",
                      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIHs\n-----END ENCRYPTED PRIVATE KEY-----\n"),
      stem + "it is encrypted");
  EXPECT_EQ(complaint_about("fcm", "private_key",
                            "-----BEGIN RSA PRIVATE KEY-----\nMIHs\n-----END RSA PRIVATE KEY-----\n"),
            stem + "it is no PKCS #8 (-----BEGIN PRIVATE KEY-----)");
}

TEST(web_push_config, takes_no_pair_that_is_none) {
  EXPECT_TRUE(complaint_about("web_push", "public_key", "publickey")
                  .starts_with("Param 'public_key' should be a public"));
  EXPECT_TRUE(complaint_about("web_push", "public_key", vapid_scalar)
                  .starts_with("Param 'public_key' should be a public"));
  EXPECT_TRUE(complaint_about("web_push", "private_key", "privatekey")
                  .starts_with("Param 'private_key' should be a private"));
  EXPECT_TRUE(complaint_about("web_push", "private_key", vapid_point)
                  .starts_with("Param 'private_key' should be a private"));
  auto off_curve = vapid_point;
  off_curve[20] = off_curve[20] == 'A' ? 'B' : 'A';
  EXPECT_EQ(complaint_about("web_push", "public_key", off_curve),
            "Param 'public_key' should be the public key of private_key");
}

TEST(web_push_config, knows_a_pair_that_belongs_together) {
  const auto& point = vapid_point;
  const auto& scalar = vapid_scalar;
  const auto found = [&](const std::string& public_key, const std::string& private_key) {
    return check(kind_of("web_push"), {{"public_key", public_key}, {"private_key", private_key}});
  };
  EXPECT_TRUE(found(point, scalar).empty());
  EXPECT_TRUE(found(point + "=", scalar + "=").empty());
  auto other = scalar;
  other[5] = other[5] == 'A' ? 'B' : 'A';
  ASSERT_EQ(found(point, other).size(), 1U);
  EXPECT_EQ(found(point, other).front(), "Param 'public_key' should be the public key of private_key");
}

}  // namespace
}  // namespace carillon::api
