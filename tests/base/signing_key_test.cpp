#include "base/signing_key.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace carillon {
namespace {

class signing : public testing::TestWithParam<key_kind> {};
INSTANTIATE_TEST_SUITE_P(kinds, signing, testing::Values(key_kind::p256, key_kind::rsa));

TEST_P(signing, verifies_what_it_signed_and_nothing_else) {
  const auto key = signing_key::generate(GetParam());
  const auto verifier = verifying_key::from_pem(key.public_pem(), GetParam()).value();
  const auto signature = key.sign("data");
  EXPECT_EQ(signature.size(), GetParam() == key_kind::p256 ? 64u : 256u);
  EXPECT_TRUE(verifier.verify("data", signature));
  EXPECT_FALSE(verifier.verify("date", signature));
  EXPECT_FALSE(verifier.verify("data", ""));
  EXPECT_FALSE(verifier.verify("data", signature.substr(1)));
  EXPECT_FALSE(verifier.verify("data", std::string(signature.size(), '\0')));
  for (std::size_t index = 0; index < signature.size(); ++index) {
    auto changed = signature;
    changed[index] = static_cast<char>(changed[index] ^ 1);
    EXPECT_FALSE(verifier.verify("data", changed)) << index;
  }
}

TEST_P(signing, goes_through_pem) {
  const auto key = signing_key::generate(GetParam());
  const auto again = signing_key::from_pem(key.private_pem(), GetParam()).value();
  EXPECT_EQ(again.kind(), GetParam());
  EXPECT_EQ(again.public_pem(), key.public_pem());
  const auto verifier = verifying_key::from_pem(key.private_pem().reveal(), GetParam()).value();
  EXPECT_TRUE(verifier.verify("data", again.sign("data")));
}

TEST_P(signing, refuses_a_key_of_the_other_kind) {
  const auto other = GetParam() == key_kind::p256 ? key_kind::rsa : key_kind::p256;
  const auto key = signing_key::generate(GetParam());
  EXPECT_EQ(signing_key::from_pem(key.private_pem(), other).error().code, errc::invalid_argument);
  EXPECT_TRUE(verifying_key::from_pem(key.public_pem(), other).has_error());
}

/// OpenSSL reads such a key and signs with it, but nobody can verify what it signs.
TEST_P(signing, refuses_a_key_whose_halves_do_not_belong_together) {
  const std::string pem(signing_key::generate(GetParam()).private_pem().reveal());
  const auto start = pem.find('\n') + 1;
  auto coded = pem.substr(start, pem.rfind("-----END") - start);
  std::erase(coded, '\n');
  auto der = base64_decode(coded).value();
  constexpr std::size_t within_scalar_or_modulus = 50;
  der[within_scalar_or_modulus] = static_cast<char>(der[within_scalar_or_modulus] ^ 1);
  const secret damaged("-----BEGIN PRIVATE KEY-----\n" + base64_encode(der) +
                       "\n-----END PRIVATE KEY-----\n");
  EXPECT_EQ(signing_key::from_pem(damaged, GetParam()).error().code, errc::invalid_argument);
}

TEST_P(signing, refuses_no_text_at_all) {
  EXPECT_EQ(signing_key::from_pem(secret(""), GetParam()).error().code, errc::invalid_argument);
  EXPECT_TRUE(verifying_key::from_pem(std::string_view(), GetParam()).has_error());
}

TEST(signing_key, refuses_what_is_no_private_key_without_quoting_it) {
  const auto key = signing_key::generate(key_kind::p256);
  const std::string pem(key.private_pem().reveal());
  for (const auto& text :
       {std::string(), std::string("SECRETCANARY"), key.public_pem(), pem.substr(0, pem.size() / 2),
        std::string("-----BEGIN PRIVATE KEY-----\nSECRETCANARY\n-----END PRIVATE KEY-----\n")}) {
    const auto parsed = signing_key::from_pem(secret(text), key_kind::p256);
    ASSERT_TRUE(parsed.has_error());
    EXPECT_EQ(parsed.error().code, errc::invalid_argument);
    EXPECT_EQ(parsed.error().detail.find("CANARY"), std::string::npos);
  }
}

/// The DER of a PEM, so that a test can damage it.
std::string der_of(const std::string& pem) {
  const auto start = pem.find('\n') + 1;
  auto coded = pem.substr(start, pem.rfind("-----END") - start);
  std::erase(coded, '\n');
  return base64_decode(coded).value();
}
std::string pem_of(const std::string& der, const std::string& name = "PRIVATE KEY") {
  return "-----BEGIN " + name + "-----\n" + base64_encode(der) + "\n-----END " + name + "-----\n";
}
std::string refusal_of(const std::string& pem, key_kind kind) {
  const auto parsed = signing_key::from_pem(secret(pem), kind);
  return parsed ? "" : parsed.error().detail.substr(parsed.error().detail.find(": ") + 2);
}

TEST(signing_key, says_why_a_key_cannot_be_used) {
  const auto p256 = signing_key::generate(key_kind::p256);
  const std::string pem(p256.private_pem().reveal());
  const std::string rsa(signing_key::generate(key_kind::rsa).private_pem().reveal());
  EXPECT_EQ(refusal_of(rsa, key_kind::p256), "it is an RSA key");
  EXPECT_EQ(refusal_of(pem, key_kind::rsa), "it is an EC key");
  EXPECT_EQ(refusal_of(p256.public_pem(), key_kind::p256), "it is a public key, not the private one");
  EXPECT_EQ(refusal_of(pem_of("abc", "CERTIFICATE"), key_kind::p256),
            "it is a certificate, not a private key");
  EXPECT_EQ(refusal_of(pem_of("abc", "ENCRYPTED PRIVATE KEY"), key_kind::p256), "it is encrypted");
  EXPECT_EQ(refusal_of(pem_of("abc", "EC PRIVATE KEY"), key_kind::p256),
            "it is no PKCS #8 (-----BEGIN PRIVATE KEY-----)");
  EXPECT_EQ(refusal_of(pem_of("abc"), key_kind::p256), "what the PEM holds is no key");
  EXPECT_EQ(refusal_of(pem_of(der_of(pem) + "x"), key_kind::p256), "what the PEM holds is no key");
  EXPECT_EQ(refusal_of("", key_kind::p256), "there is no PEM that can be read");
}

TEST(signing_key, refuses_an_encrypted_key_without_asking_for_a_passphrase) {
  const auto parsed = signing_key::from_pem(
      secret("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg=\n"
             "-----END ENCRYPTED PRIVATE KEY-----\n"),
      key_kind::p256);
  EXPECT_TRUE(parsed.has_error());
}

TEST(signing_key, refuses_another_curve) {  // P-384, made for this test and used nowhere
  const auto parsed = verifying_key::from_pem(R"(-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEF8hSUXMBu4EUdHzpcOS/7Y4BZsyY3s0H
kzcgk9uwbAj1Od4GF6r04ZXlE2ckJCNitFMIBSSVICG/cfZ56746nmPcbiEgr56c
e20XM/ildvmF/yTIu9b/Lpt++fx/vl4C
-----END PUBLIC KEY-----
)",
                                              key_kind::p256);
  EXPECT_TRUE(parsed.has_error());
}

TEST(verifying_key, verifies_the_example_of_rfc_7515) {  // A.3
  const auto key = verifying_key::from_pem(R"(-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7
6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==
-----END PUBLIC KEY-----
)",
                                           key_kind::p256)
                       .value();
  EXPECT_TRUE(key.verify(
      "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLm"
      "NvbS9pc19yb290Ijp0cnVlfQ",
      base64url_decode("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-"
                       "Kg6NU1Q")
          .value()));
}

TEST(verifying_key,
     reads_a_certificate) {  // of CN=carillon-test on P-256, made for this test and used nowhere
  const auto key = verifying_key::from_pem(R"(-----BEGIN CERTIFICATE-----
MIIBhTCCASugAwIBAgIUNtbMH/jvOgi0dPG5iYevpwMyXWIwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNY2FyaWxsb24tdGVzdDAeFw0yNjExMjMwODU0MTJaFw0zNjEx
MjAwODU0MTJaMBgxFjAUBgNVBAMMDWNhcmlsbG9uLXRlc3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAASOMUMO65iCpTM2SiOxsEcOXpG2swM6Z3q6q2BHrOWQvhae
5MLgA9/UaF5gGa9mKHqrfekk9gdcrm3jHAzIiYQ9o1MwUTAdBgNVHQ4EFgQUIiIx
FaOne1NYTErPSsMl/lbdpTMwHwYDVR0jBBgwFoAUIiIxFaOne1NYTErPSsMl/lbd
pTMwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBJ3+qaraui0otB
ytu58RxGDhaIwZZPHTPfFf9LghDoDwIhANe740ZULankXCqssaq6HDQlGnOb/adB
poonZCYSi8Py
-----END CERTIFICATE-----
)",
                                           key_kind::p256);
  EXPECT_TRUE(key.has_value());
}

}  // namespace
}  // namespace carillon
