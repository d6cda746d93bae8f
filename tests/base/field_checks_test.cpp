#include "base/field_checks.hpp"

#include <gtest/gtest.h>

#include <string>

namespace carillon::schema {
namespace {

using check = refusal (*)(std::string_view) noexcept;

void accepts(check rule, std::initializer_list<std::string> values) {
  for (const auto& value : values) EXPECT_FALSE(rule(value)) << value << ": " << rule(value).value_or("");
}
void refuses(check rule, std::initializer_list<std::string> values) {
  for (const auto& value : values) EXPECT_TRUE(rule(value)) << value;
}

TEST(field_checks, tell_an_email) {
  accepts(check_email, {"a@b", "first.last+tag@sub.example.com", "o'neil@x.io", "ü@münchen.example",
                        "AZ@AZ.az", "a@Ā.example", std::string(250, 'a') + "@b.de"});
  refuses(check_email,
          {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b..c", "a@.b", "a@b.", "a@-b", "a@b c", "<a@b>", "a@b\n",
           std::string("a\0@b", 4), "a\xff@b", std::string(250, 'a') + "@b.com"});
}

TEST(field_checks, refuse_an_email_with_white_space_anywhere) {
  refuses(check_email, {" a@b", "a@b ", "\ta@b", "a@b\r", "a@b\u00a0", "\u3000a@b", "\ufeffa@b", "a\u200b@b",
                        "a@b\u2009", "a@b\u202f", "a@\u2060b", "a\u00ad@b", "a@b\u0085"});
}

TEST(field_checks, tell_an_external_id) {
  accepts(check_external_id, {"1", "user 1", "日本", "a:b/c", std::string(255, 'x')});
  refuses(check_external_id, {"", " a", "\ta", "a\nb", std::string(256, 'x'), "\xc0\x80"});
}

TEST(field_checks, tell_a_name) {
  accepts(check_name, {"", "Ada", "Zoë O'Neil"});
  refuses(check_name, {"a\x01", std::string(256, 'x')});
}

TEST(field_checks, tell_a_phone_number) {
  accepts(check_phone_number,
          {"+11", "+49 1701234567", "+491701234567", "+123 12345678901234", "+12312345678901234"});
  refuses(check_phone_number, {"", "+", "+1", "1701234567", "+49  170", "+4917a", "+1234 5",
                               "+123 123456789012345", "+123123456789012345", "+49 ", "+ 49", "+49\n170"});
}

TEST(field_checks, tell_a_device_token) {
  accepts(check_device_token,
          {std::string(64, 'a'), std::string(1024, 'Z'), "cX:APA91b" + std::string(100, '-')});
  refuses(check_device_token, {"", std::string(63, 'a'), std::string(1025, 'a'), std::string(64, ' '),
                               std::string(63, 'a') + "\n", std::string(64, '\xc3')});
}

TEST(field_checks, tell_an_app_id) {
  accepts(check_app_id, {"a", "com.example.App1", "com.example.my-app"});
  refuses(check_app_id,
          {"", ".", "a.", ".a", "a..b", "com example", "com_example", "a/b", std::string(256, 'a')});
}

TEST(field_checks, tell_an_installation) {
  accepts(check_installation, {"development", "production"});
  refuses(check_installation, {"", "Production", "test"});
}

}  // namespace
}  // namespace carillon::schema
