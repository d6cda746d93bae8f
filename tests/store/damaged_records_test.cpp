// Records as a broken disk, a hand or another version may leave them: readers answer `corrupted`, and none
// throws.
#include <gtest/gtest.h>

#include <fstream>

#include "base/json.hpp"
#include "store/delivery_plan.hpp"
#include "store/import_checkpoint.hpp"
#include "store/installation.hpp"
#include "store/integration.hpp"
#include "store/jwt_registry.hpp"
#include "store/preferences.hpp"
#include "store/record_version.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class damaged_records : public store_test {};

TEST_F(damaged_records, of_delivery_plans) {
  delivery_plans plans(client(), names);
  const auto table =
      std::to_array<const char*>({"",
                                  "{",
                                  "5",
                                  "null",
                                  "[]",
                                  R"({"steps":5})",
                                  R"({"steps":{}})",
                                  R"({"steps":null})",
                                  R"({"disabled":false})",
                                  R"({"steps":[{"channel":5}]})",
                                  R"({"steps":[5]})",
                                  R"({"steps":[{"channel":"pigeon"}]})",
                                  R"({"steps":[{"channel":"sms","delay":"1"}]})",
                                  R"({"steps":[{"channel":"sms","delay":-1}]})",
                                  R"({"steps":[{"channel":"sms","delay":9223372036854775807}]})",
                                  R"({"steps":[{"channel":"sms","delay":1.5}]})",
                                  R"({"steps":[{"channel":"sms","if":{}}]})",
                                  R"({"steps":[{"channel":"sms","disabled":"no"}]})",
                                  R"({"steps":[{"channel":"sms","priority":"high"}]})",
                                  R"({"steps":[{"channel":"sms","priority":99999999999}]})",
                                  R"({"steps":[],"disabled":"no"})"});
  for (const auto* const stored : table) {
    call({"HSET", names.delivery_plans(project), "news", stored});
    const auto read = run(plans.get(project, "news"));
    EXPECT_EQ(read ? "read" : to_string(read.error().code), "corrupted") << stored;
  }
}

TEST_F(damaged_records, of_integrations) {
  const auto table =
      std::to_array<const char*>({"5", "[]", R"({"kind":5})", R"({"kind":"apns","created":"now"})",
                                  R"({"kind":"apns","updated":[]})", R"({"kind":"apns","created":1e30})"});
  const std::string id(uuid::v7(now()).raw());
  for (const auto* const stored : table) {
    const auto version = pack_version(7);
    const auto sealed = run(ring->seal({project, "integration", id + version}, stored)).value();
    call({"HSET", names.integrations(project), id, version + sealed});
    integrations all(client(), names, *ring, std::chrono::milliseconds(0));
    const auto read = run(all.list(project, ""));
    EXPECT_TRUE(!read || read->empty()) << stored;
    if (!read) EXPECT_EQ(read.error().code, errc::corrupted) << stored;
  }
}

TEST_F(damaged_records, of_tokens_we_issued) {
  const auto table =
      std::to_array<const char*>({"", "x", "{", "5", R"({"n":5})", R"({"n":"a","c":"now"})",
                                  R"({"n":"a","e":[]})", R"({"n":"a","u":5})", R"({"n":"a","u":"no id"})"});
  jwt_registry tokens(client(), names);
  const auto id = jwt_id::make(now());
  ASSERT_TRUE(run(tokens.add(project, {.id = id, .name = "a", .user = {}, .expires = {}, .discarded = {}})));
  const auto keys = call({"KEYS", "*jwt:*"});
  ASSERT_EQ(keys.elements.size(), 1U);
  const auto field = call({"HKEYS", keys.elements[0].text}).elements.at(0).text;
  for (const auto* const stored : table) {
    call({"HSET", keys.elements[0].text, field, std::string(16, '0') + stored});
    const auto read = run(tokens.list(project, std::nullopt));
    EXPECT_TRUE(!read || read->empty()) << stored;
    if (!read) EXPECT_EQ(read.error().code, errc::corrupted) << stored;
  }
}

TEST_F(damaged_records, of_users) {
  users all(client(), names, *ring);
  const auto made = run(all.upsert(project, by_external_id("a"))).value();
  const auto key = names.user(queue::partition_of(project, made.id), project, made.id);
  for (const auto& [field, value] : std::to_array<std::pair<const char*, const char*>>(
           {{"n", "many"}, {"c", "now"}, {"up", "x"}, {"ca", "{"}, {"ca", "5"}, {"ca", "[]"}})) {
    const auto whole = call({"DUMP", key}).text;
    call({"HSET", key, field, value});
    const auto read = run(all.find(project, made.id));
    EXPECT_EQ(read ? "read" : to_string(read.error().code), "corrupted") << field << ' ' << value;
    call({"DEL", key});
    call({"RESTORE", key, "0", whole});
  }
}

TEST_F(damaged_records, of_installations) {
  users everyone(client(), names, *ring);
  const auto owner = ref_of(project, run(everyone.upsert(project, by_external_id("a"))).value());
  installations all(client(), names, *ring);
  const auto page = names.installations(owner.where, project, owner.number / queue::page_size);
  const auto field = std::to_string(owner.number % queue::page_size);
  for (const auto* const stored :
       {"5", "[]", R"({"slack":5})", R"({"slack":[]})", R"({"inbox":5})", R"({"inbox":"x","slack":{}})"}) {
    const auto version = pack_version(7);
    const auto sealed =
        run(ring->seal({project, "installations", std::string(owner.id.raw()) + version}, stored)).value();
    call({"HSET", page, field, version + sealed});
    const auto read = run(all.of(project, owner));
    EXPECT_EQ(read ? "read" : to_string(read.error().code), "corrupted") << stored;
  }
}

TEST_F(damaged_records, of_preferences_that_are_odd_when_they_are_saved) {
  users everyone(client(), names, *ring);
  const auto owner = ref_of(project, run(everyone.upsert(project, by_external_id("a"))).value());
  preferences switches(client(), names);
  for (const auto* const value :
       {"5", R"({"categories":5})", R"({"categories":[5]})", R"({"categories":[{"key":5,"label":7}]})",
        R"({"categories":[{"key":"a","channels":[{"name":5,"enabled":"x"}]}]})"}) {
    EXPECT_NO_THROW(std::ignore = run(switches.put(project, owner, json::parse(value)))) << value;
    EXPECT_TRUE(run(switches.get(project, owner))) << value;
  }
}

TEST_F(damaged_records, of_an_import_that_was_interrupted) {
  const test::temporary_folder folder;
  const auto input = folder.path() / "users.ndjson";
  const import_checkpoint checkpoint(input, "here");
  ASSERT_TRUE(checkpoint.save({.bytes_read = 5}));
  ASSERT_TRUE(checkpoint.load());
  const auto progress = input.string() + ".progress";
  std::ifstream in(progress);
  const auto whole = json::parse(in);
  for (const auto* const name : {"offset", "lines", "users", "tokens", "bad"}) {
    auto damaged = whole;
    damaged[name] = "many";
    std::ofstream(progress) << damaged.dump();
    EXPECT_FALSE(checkpoint.load()) << name;
  }
  for (const auto* const text : {"", "5", "[]", R"({"input":5})"}) {
    std::ofstream(progress) << text;
    EXPECT_FALSE(checkpoint.load()) << text;
  }
}

}  // namespace
}  // namespace carillon::store
