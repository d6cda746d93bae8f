#include "tests/support/sns_signer.hpp"

#include "base/clock.hpp"
#include "base/encoding.hpp"
#include "base/signing_key.hpp"

namespace carillon::test {
namespace {

constexpr std::string_view certificate = R"(-----BEGIN CERTIFICATE-----
MIIDGTCCAgGgAwIBAgIUAhNe8M9iI+hXYVVdLs0sjS5FQ9kwDQYJKoZIhvcNAQEL
BQAwGzEZMBcGA1UEAwwQc25zLnRlc3QuaW52YWxpZDAgFw0yNjExMjMxMjQ4MjVa
GA8yMTI2MTAzMDEyNDgyNVowGzEZMBcGA1UEAwwQc25zLnRlc3QuaW52YWxpZDCC
ASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKwgXzKt8ddt8nAkY4gvCVVy
rABSkRk7oisIKosUrA6TxpjWVrmTN5IotodWDt6Qv9p2SumrCr+ZOCm84JRF86QF
K5MHqKD3SPnbwDFIzcalHtfAmpgUYeho8FK2xSDhMIfnZvoHD4cQcbmAXKb96IB0
TSmGdY/WycXmlX7wnHSjv204xOMfL4kW4V3MuHG3qdhcolZP6kEXnhzpEVnOE6Zd
GEu2SnFNo61KtGrtNlwfrjaKq+xDhmA9AanI9RYN78yVxjFMsolhj7pYHUq+DRgi
AHiyzVRfy9POEB/DlOl0+sv8PlkiE26p/g60GbIZeGj09eb3WKMJMAcj4b0g2d8C
AwEAAaNTMFEwHQYDVR0OBBYEFMj9h1a/J4bXsMH2PRH0XxcbyoITMB8GA1UdIwQY
MBaAFMj9h1a/J4bXsMH2PRH0XxcbyoITMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZI
hvcNAQELBQADggEBAIBa1m0UW1zIx1EyOqK+5FR7fZMEmJXLC1afhdsV8w7MvOMK
lh8iuNo7G9LSiazgZ76iaEMuTJtjD75sj+oIG6v0+yxwtOP/lje4Y1yvau2VX+C+
KN0xbg9mUXqcAsil6ljr+E5pr5ezsM8NMhSxvWCRLNlBrq7yVw4mZx1b8znwtIFx
VrrZh1hW8iJn4lmfhimczic3698NIGADVL2gYtRRQiulXx2Md7wk/3m2PTkAD6G+
+ZRFhfOG+mLWFhh5L8mBQZLwZvoJMTPy7AjAZl++htrOBnRxBRKmukTzFPsSFEzl
csvIVz2/P8kgvOMEoJGXn77ByFUOLlOxwMMRnA0=
-----END CERTIFICATE-----
)";
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
  return certificate;
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
