#include "store/canonical_email.hpp"

#include <gtest/gtest.h>

namespace carillon::store {
namespace {

TEST(canonical_email, ignores_case_on_both_sides_of_the_at) {
  for (const char* spelling : {"Dan@Example.com", "dan@EXAMPLE.COM", "DAN@example.com", "dan@example.com"})
    EXPECT_EQ(canonical_email(spelling), "dan@example.com") << spelling;
}

TEST(canonical_email, leaves_what_differs_otherwise_apart) {
  EXPECT_EQ(canonical_email("d.a.n+x@example.com"), "d.a.n+x@example.com");
  EXPECT_EQ(canonical_email("dan@example.com."), "dan@example.com.");
  EXPECT_EQ(canonical_email(""), "");
  EXPECT_EQ(canonical_email("No At"), "no at");
}

TEST(canonical_email, ignores_case_beyond_ascii) {
  EXPECT_EQ(canonical_email("ÉRIC@example.com"), canonical_email("éric@example.com"));
  EXPECT_EQ(canonical_email("ΣΊΣΥΦΟΣ@x.gr"), canonical_email("σίσυφος@x.gr"));
  EXPECT_EQ(canonical_email("ПОЧТА@пример.рф"), canonical_email("почта@ПРИМЕР.РФ"));
  EXPECT_EQ(canonical_email("ŁÓDŹ@x.pl"), "łódź@x.pl");
  EXPECT_EQ(canonical_email("ŸẞỆ@x"), "ÿßệ@x");
  EXPECT_EQ(canonical_email("ı×÷ĸ@x"), "ı×÷ĸ@x");
}

TEST(canonical_email, writes_a_domain_of_unicode_as_punycode) {
  EXPECT_EQ(canonical_email("Dan@BÜCHER.example"), "dan@xn--bcher-kva.example");
  EXPECT_EQ(canonical_email("dan@XN--BCHER-KVA.example"), "dan@xn--bcher-kva.example");
  EXPECT_EQ(canonical_email("dan@пример.рф"), "dan@xn--e1afmkfd.xn--p1ai");
  EXPECT_EQ(canonical_email("dan@例え.テスト"), "dan@xn--r8jz45g.xn--zckzah");
}

TEST(canonical_email, takes_no_made_up_punycode_for_a_plain_domain) {
  EXPECT_EQ(canonical_email("dan@xn--example-.com"), "dan@xn--example-.com");
}

TEST(canonical_email, leaves_bytes_that_are_no_text_as_they_are) {
  EXPECT_EQ(canonical_email("A\xff@B"), "A\xff@b");
  EXPECT_EQ(canonical_email("a@\xe4\xb8"), "a@\xe4\xb8");
}

TEST(canonical_email, is_canonical_already) {
  for (const char* spelling : {"ÉRIC@BÜCHER.example", "a@b", "ΑΒ@x", "ẞ@ẞ.de"})
    EXPECT_EQ(canonical_email(canonical_email(spelling)), canonical_email(spelling));
}

// RFC 3492 7.1
TEST(punycode, encodes_the_samples_of_its_rfc) {
  EXPECT_EQ(punycode(U"他们为什么不说中文"), "ihqwcrb4cv8a8dqg056pqjye");
  EXPECT_EQ(punycode(U"3年b組金八先生"), "3b-ww4c5e180e575a65lsy2b");
  EXPECT_EQ(punycode(U"パフィーdeルンバ"), "de-jg4avhby1noc0d");
  EXPECT_EQ(punycode(U"そのスピードで"), "d9juau41awczczp");
}

}  // namespace
}  // namespace carillon::store
