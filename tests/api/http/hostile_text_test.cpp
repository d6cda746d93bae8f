// Unicode that two systems may fold differently (hardening.md E8): text is kept byte by byte, two external
// ids are one user only when their bytes are the same.
#include <gtest/gtest.h>

#include <set>

#include "base/encoding.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class hostile_text_test : public api_test {
 protected:
  json save(const std::string& external_id) {
    const auto answer = put("/users", first.token, {{"external_id", external_id}});
    EXPECT_EQ(answer.status, 200) << external_id;
    return answer.parsed();
  }
};

TEST_F(hostile_text_test, external_ids_that_look_alike_are_different_users) {
  const std::vector<std::string> alike{
      "caf\xc3\xa9",               // é, composed
      "cafe\xcc\x81",              // e and a combining accent
      "CAF\xc3\x89",               // upper case
      "caf\xc3\xa9 ",              // a blank behind
      "caf\xc3\xa9\xe2\x80\x8b",   // a zero-width space behind
      "\u0441af\u00e9",            // a Cyrillic c
      "\uff43af\u00e9",            // a full-width c
      "\xe2\x80\xaehcaf\xc3\xa9",  // right-to-left override in front
      "ss",
      "\xc3\x9f",
      "\xe1\xba\x9e",  // ss, sharp s, capital sharp s
      "\xef\xac\x81",
      "fi",  // a ligature and its letters
      "\xe2\x84\xab",
      "\xc3\x85",
      "A\xcc\x8a",  // Ångström sign, Å, A with ring
      "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
      "\xf0\x9f\x91\xa9\xf0\x9f\x9a\x80",  // with and without joiner
      "\xc4\xb0",
      "I",
      "i",
      "\xc4\xb1",  // the Turkish i's
  };
  std::set<std::string> ids;
  for (const auto& external_id : alike) {
    const auto user = save(external_id);
    EXPECT_EQ(user["external_id"], external_id);
    ids.insert(user["id"].get<std::string>());
  }
  EXPECT_EQ(ids.size(), alike.size());
  for (const auto& external_id : alike) {
    EXPECT_TRUE(ids.contains(save(external_id)["id"].get<std::string>())) << "saved again: the same user";
  }
}

TEST_F(hostile_text_test, a_token_names_the_user_by_bytes_too) {
  const std::string tokens = "/channels/mobile_push/apns/tokens";
  const auto composed = customer_token(first, "caf\xc3\xa9");
  const auto decomposed = customer_token(first, "cafe\xcc\x81");
  ASSERT_EQ(post(tokens, composed, {{"device_token", std::string(64, 'a')}}).status, 201);
  EXPECT_EQ(get(tokens, composed).parsed()["data"].size(), 1u);
  EXPECT_EQ(get(tokens, decomposed).parsed()["data"].size(), 0u);
}

TEST_F(hostile_text_test, control_characters_and_leading_blanks_are_no_part_of_an_id) {
  using namespace std::string_literals;
  for (const auto& bad : {"a\0b"s, "\0"s, " a"s, "a\nb"s, "a\x1b[31m"s, "\x7f"s, ""s, std::string(256, 'a'),
                          "a" + std::string(64 * 4, '\xff')}) {
    const auto text = R"({"external_id":")" + [&] {
      std::string out;
      append_json_escaped(out, bad);
      return out;
    }() + "\"}";
    const auto answer = send({.method = "PUT", .target = "/v2/users", .bearer = first.token, .body = text});
    EXPECT_TRUE(answer.status == 422 || answer.status == 400) << answer.status << ' ' << text;
  }
}

TEST_F(hostile_text_test, broadcasts_and_their_titles_come_back_as_they_were_sent) {
  for (const std::string title :
       {"\u05e9\u05dc\u05d5\u05dd \u202eabc", "\xf0\x9f\x94\x94\xf0\x9f\x94\x94", "e\xcc\x81\xcc\x81\xcc\x81",
        "\xef\xbf\xbf", "</script><!--", "{{7*7}}\\u0041"}) {
    const auto made =
        post("/broadcasts", first.token, {{"title", title}, {"recipients", {{{"external_id", "u"}}}}});
    ASSERT_EQ(made.status, 201) << title;
    const auto id = made.parsed()["id"].get<std::string>();
    EXPECT_EQ(get("/broadcasts/" + id, first.token).parsed()["title"], title);
  }
}

TEST_F(hostile_text_test, limits_count_characters_of_titles_and_never_cut_one_in_two) {
  const auto bells = [](int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += "\xf0\x9f\x94\x94";
    return out;
  };
  const auto with_title = [&](const std::string& title) {
    return post("/broadcasts", first.token, {{"title", title}, {"recipients", {{{"external_id", "u"}}}}})
        .status;
  };
  EXPECT_EQ(with_title(bells(255)), 201);
  EXPECT_EQ(with_title(bells(256)), 422);
  const auto id_of_252_bytes = save(bells(63));
  EXPECT_EQ(id_of_252_bytes["external_id"], bells(63));
  EXPECT_EQ(put("/users", first.token, {{"external_id", bells(64)}}).status, 422);
}

}  // namespace
}  // namespace carillon::api
