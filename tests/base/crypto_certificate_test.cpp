#include "base/crypto_certificate.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "base/signing_key.hpp"

namespace carillon {
namespace {

// Made by openssl for this test: a certificate valid until 2126, and its signatures of "hello".
constexpr std::string_view pem = R"(-----BEGIN CERTIFICATE-----
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
constexpr std::string_view by_sha1 =
    "BrRsJd2J0RHOvE/1q6k+yRyIsHVq3PFKu+Pmv0XSBv84xw7z9dZUW+WdXxSCOOR9uxB/"
    "uaJVqynxfohb5WCjLuR4JRx+i1uDh0WRTpcSw32wOMqLd5fasXTcxa7567E7jvyny8HT3JxGukZ1+KdbAjzv9FdK05wEB6J7//"
    "hGrEeXnOgaXO7wYf+MYHHHyvEArGYyY/"
    "UukKnVFnNUFZe6zJRo4l8FHfpqNPxW7Wfi+58+HtUVD8QqkgCihQx5KxnWuLwBLUmCa9uPPtQrcVnIG1B3xMV/b/"
    "Q1kKX+sBM+T6pzRLB/Exm3mXKm8LJVNacmh0mUbN50bUGb+bTYWWeacg==";
constexpr std::string_view by_sha256 =
    "pcpQSYGRAF/oLMd/WV8M23TZ06OiCUf1oPVKrImqlfLmpO5QMB/"
    "9mamHQtjBMyW5HcI6cWjyIWTXl4+56c04HUjxRimND0HDwZnUVgWAewI1zMHsex2rnv5a4PFNnL+aKrRSm3+"
    "LUHIvDJGC5UPwT8mn17BbT0iCl+DYya7KEZ1dPl5Alj4qcMHMVqdMcN6zisxVOwkK9vN2Ef26NsRMgxOkICJnqxwF/"
    "dkaH0CzW1Rht+ypJAjo3WHhvjf7GDeN+eszk8mkv2CCUvQpYdSSoPMSgTy4SmjeybSUGWHHnsi0gCAPLqoIRsRmBYIqza8/"
    "L1jkjjSgDMEc4G24ASD5BA==";
const timestamp in_2027 = from_unix_ms(1'800'000'000'000);

TEST(rsa_certificate, verifies_both_digests) {
  const auto certificate = rsa_certificate::from_pem(pem).value();
  const auto sha1 = base64_decode(by_sha1).value();
  const auto sha256 = base64_decode(by_sha256).value();
  EXPECT_TRUE(certificate.verify("hello", sha1, signature_digest::sha1, in_2027));
  EXPECT_TRUE(certificate.verify("hello", sha256, signature_digest::sha256, in_2027));
  EXPECT_FALSE(certificate.verify("hello", sha1, signature_digest::sha256, in_2027));
  EXPECT_FALSE(certificate.verify("hullo", sha256, signature_digest::sha256, in_2027));
  EXPECT_FALSE(certificate.verify("hello", "", signature_digest::sha256, in_2027));
}

TEST(rsa_certificate, is_good_in_its_time_alone) {
  const auto certificate = rsa_certificate::from_pem(pem).value();
  const auto signature = base64_decode(by_sha256).value();
  EXPECT_FALSE(
      certificate.verify("hello", signature, signature_digest::sha256, from_unix_ms(1'000'000'000'000)));
  EXPECT_FALSE(
      certificate.verify("hello", signature, signature_digest::sha256, from_unix_ms(5'000'000'000'000)));
}

TEST(rsa_certificate, is_an_rsa_certificate_and_nothing_else) {
  EXPECT_FALSE(rsa_certificate::from_pem(""));
  EXPECT_FALSE(rsa_certificate::from_pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
  EXPECT_FALSE(rsa_certificate::from_pem(signing_key::generate(key_kind::rsa).public_pem()));
  EXPECT_FALSE(rsa_certificate::from_pem(signing_key::generate(key_kind::rsa).private_pem().reveal()));
}

}  // namespace
}  // namespace carillon
