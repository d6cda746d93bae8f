#include "api/webhooks/webhook_payload.hpp"

#include <gtest/gtest.h>

namespace carillon::api {
namespace {

/// A push event of that many commits, each with files; the last members come after them, as GitHub sends it.
std::string push_event(std::size_t commits) {
  std::string text = R"({"ref":"main","repository":{"id":1,"full_name":"a/b"},"commits":[)";
  for (std::size_t i = 0; i < commits; ++i) {
    if (i > 0) text += ',';
    text += R"({"id":")" + std::to_string(i) + R"(","message":"m","added":[)";
    for (int file = 0; file < 20; ++file)
      text += "\"src/some/folder/file_" + std::to_string(file) + ".cpp\",";
    text += "\"end\"]}";
  }
  return text + R"(],"head_commit":{"id":"head","message":"last"},"sender":{"login":"octo"}})";
}

TEST(webhook_payload, keeps_a_small_body_whole) {
  const auto text = push_event(100);
  ASSERT_LE(text.size(), whole_payload);
  EXPECT_EQ(*read_webhook_object(text), json::parse(text));
}

TEST(webhook_payload, keeps_of_a_large_body_the_beginning_of_lists_and_everything_beside_them) {
  const auto text = push_event(40'000);
  ASSERT_GT(text.size(), 20'000'000U);
  const auto kept = read_webhook_object(text);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ((*kept)["repository"]["full_name"], "a/b");
  EXPECT_EQ((*kept)["commits"].size(), most_kept_members);
  EXPECT_EQ((*kept)["commits"][0]["message"], "m");
  EXPECT_EQ((*kept)["head_commit"]["message"], "last");
  EXPECT_EQ((*kept)["sender"]["login"], "octo");
  EXPECT_LT(dump_json(*kept).size(), 2'000'000U);
}

TEST(webhook_payload, keeps_a_bounded_part_of_whatever_is_large) {
  const std::string filler(whole_payload, ' ');
  const auto keep = [&](const std::string& text) { return *read_webhook_object(text + filler); };
  EXPECT_EQ(keep(R"({"a":")" + std::string(1 << 20, 'x') + "\"}")["a"].get<std::string>().size(),
            most_kept_text);
  const auto umlauts = keep("{\"a\":\"x" +
                            [] {
                              std::string many;
                              for (int i = 0; i < 100'000; ++i) many += "ä";
                              return many;
                            }() +
                            "\"}")["a"]
                           .get<std::string>();
  EXPECT_EQ(umlauts.size(), most_kept_text - 1) << "whole characters";
  std::string nested = "{\"a\":[";
  for (int i = 0; i < 1000; ++i)
    nested += "[" + std::string("1") + [] {
      std::string many;
      for (int j = 0; j < 999; ++j) many += ",1";
      return many;
    }() + "],";
  const auto lists = keep(nested + "1],\"b\":2}");
  EXPECT_EQ(lists["b"], 2);
  EXPECT_LE(dump_json(lists).size(), 4 * most_kept_values);
}

TEST(webhook_payload, refuses_what_is_no_object_or_no_json_of_whatever_size) {
  const std::string filler(whole_payload, ' ');
  for (const auto& end : {std::string(), filler}) {
    for (const auto* text : {"[]", "1", "{", "{\"a\":1}}", "{\"a\":01}", "{\"a\":\"\xff\"}", "nope", ""}) {
      const auto read = read_webhook_object(text + end);
      ASSERT_FALSE(read) << text;
      EXPECT_EQ(read.error().status, 400);
    }
    EXPECT_FALSE(read_webhook_object(std::string(100, '[') + end));
    EXPECT_FALSE(read_webhook_object(std::string("{\"a\":1}\0", 8) + end));
  }
}

}  // namespace
}  // namespace carillon::api
