#include "base/crypto_certificate.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "base/signing_key.hpp"
#include "tests/support/test_certificate.hpp"

namespace carillon {
namespace {

using test::test_certificate;

// Its signatures of "hello".
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
  const auto certificate = rsa_certificate::from_pem(test_certificate).value();
  const auto sha1 = base64_decode(by_sha1).value();
  const auto sha256 = base64_decode(by_sha256).value();
  EXPECT_TRUE(certificate.verify("hello", sha1, signature_digest::sha1, in_2027));
  EXPECT_TRUE(certificate.verify("hello", sha256, signature_digest::sha256, in_2027));
  EXPECT_FALSE(certificate.verify("hello", sha1, signature_digest::sha256, in_2027));
  EXPECT_FALSE(certificate.verify("hullo", sha256, signature_digest::sha256, in_2027));
  EXPECT_FALSE(certificate.verify("hello", "", signature_digest::sha256, in_2027));
}

TEST(rsa_certificate, is_good_in_its_time_alone) {
  const auto certificate = rsa_certificate::from_pem(test_certificate).value();
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
