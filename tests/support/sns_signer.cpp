#include "tests/support/sns_signer.hpp"

#include "base/clock.hpp"
#include "base/encoding.hpp"
#include "base/signing_key.hpp"
#include "tests/support/test_certificate.hpp"

namespace carillon::test {
namespace {

constexpr std::string_view key = R"(-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCsIF8yrfHXbfJw
JGOILwlVcqwAUpEZO6IrCCqLFKwOk8aY1la5kzeSKLaHVg7ekL/adkrpqwq/mTgp
vOCURfOkBSuTB6ig90j528AxSM3GpR7XwJqYFGHoaPBStsUg4TCH52b6Bw+HEHG5
gFym/eiAdE0phnWP1snF5pV+8Jx0o79tOMTjHy+JFuFdzLhxt6nYXKJWT+pBF54c
6RFZzhOmXRhLtkpxTaOtSrRq7TZcH642iqvsQ4ZgPQGpyPUWDe/MlcYxTLKJYY+6
WB1Kvg0YIgB4ss1UX8vTzhAfw5TpdPrL/D5ZIhNuqf4OtBmyGXho9PXm91ijCTAH
I+G9INnfAgMBAAECggEAQXxBa7EU6O6qBXM6sNWgWfN6L9c53905ueBt+yL+wL8F
GCG3tful8UPvCbc6if+NFkrZ/mN1/+YFoY97671fT+Atr08DH1ZlW7X4vWdi7nfk
r5XV2xUqGLdP81AY2IUEJzhpC6fDBxJBCh+lYF0KZ1CYCLvgnzxK4LF03+ofxBnm
e2iA2R2XG9sXf4crlh3tz9BvN/CSHmpPLygspUeIlg4/ewccVIjQs0zMHzw6HqUw
hCzrXt127bn/uqyicHTFDf0eFXgPDNQyCl1Ls2JGtjJxIKjtm8bOL5JIHDTbAFcG
GMm0uj3SLY7k9XBS3B/K2dRRncVAGTnLHBgWfYklHQKBgQDbGNsN5Vh1U6+7B3u4
T0ylVB5aEDN23pVopgGLeHfyMb15qzMeaoWfbVs1ujL/FLgoedCDxb3CF8NdKCjx
0tXdEgJxIDN7zhSOEoECDlXgDx4wiB472N8VEqSj31LgxiBj71JGs00J64iWrHNC
jA1+syIt5vNxN65hLwXtEU8RlQKBgQDJHjYXMy6tLMArOSKOH471h2iBnOsUat3w
7OXUtT3cMk2zlwuEqFYBhxkpEiZ8eL2jSGThlzFLZ3J/O/Z2W7ME2uKN2rn6qfTw
oG3PLyRNiWKwbFeJYSHQQoJ9azWGoEsqIMDuGDbzwx2ZgWGAuAvffc2cukFgLwe9
81QYK0wIowKBgHxdD3pDxIJUjltLVB66ZHcz2EanC49dqNFN6XKRXwRK15JIayvI
qzBjknJczrWbvSy8eG9TvvJ9KpemRBd/5YUmw9wSuyZ7Q4+hUTkpifU0n55MpVyz
LW14t5uNGC4eSCRxo/IdtIz89PsRyBruBHr2k2Aax/Rr9r+TQXnfaVJBAoGATy1m
rCGJScIpcZrPwNYpyP3jJcvqPKKJ99S78s7bqLnhH0fiz/oZygYu4J11q2E5f3P7
y1hjnsT+LZskv5oAU3P8503qFAYfGTB/qqZri18ADGbK25ny3vOgPdIcQ4ENtmso
qVO9JqB1Ib7u7OcIPZdggEhPfpdlW+HVBKLfDzMCgYEAyEapYdQUE0SIdXWouWRD
ldiYHaFAmxZ370ThLiHfRlY+s9tniZIGfo4SQuTVfdHc3/SRsaNjGXKUehxB9dxl
xihVU+vEGSkOGCkoH3QGI9Zz3kBFTzEXvOJLsHkCgNZTHVce3cPsQHuan3hk8SE9
58yxun5mnqUXbc6RtG/lfjE=
-----END PRIVATE KEY-----
)";

/// Written down here once more, apart from the code under test.
std::string text_to_sign(const json& message) {
  const bool is_news = message["Type"] == "Notification";
  std::string out;
  for (const char* name :
       {"Message", "MessageId", "SubscribeURL", "Subject", "Timestamp", "Token", "TopicArn", "Type"}) {
    const std::string_view field(name);
    if (is_news && (field == "SubscribeURL" || field == "Token")) continue;
    if (!is_news && field == "Subject") continue;
    if (message.contains(field)) out += std::string(field) + '\n' + message[name].get<std::string>() + '\n';
  }
  return out;
}

}  // namespace

std::string_view sns_certificate() {
  return test_certificate;
}

json signed_sns_message(std::string_view type, const json& changes) {
  const std::string topic = "arn:aws:sns:eu-west-1:1:topic";
  json message = {
      {"Type", type},
      {"MessageId", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324"},
      {"TopicArn", topic},
      {"Message", R"({"answer":42})"},
      {"Timestamp", to_rfc3339(now())},
      {"SignatureVersion", "2"},
      {"SigningCertURL", "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abc.pem"}};
  if (type == "Notification") message["Subject"] = "An answer";
  if (type != "Notification") {
    message["Token"] = "t0ken";
    message["SubscribeURL"] =
        "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + percent_encode(topic) +
        "&Token=t0ken";
  }
  message.update(changes);
  const auto signer = signing_key::from_pem(secret(std::string(key)), key_kind::rsa).value();
  if (!changes.contains("Signature"))
    message["Signature"] = base64_encode(signer.sign(text_to_sign(message)));
  return message;
}

}  // namespace carillon::test
