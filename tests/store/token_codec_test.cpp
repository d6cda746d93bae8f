#include <random>

#include "store/device_token.hpp"
#include "store/token_owner.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class token_codec : public store_test {
 protected:
  static device_token some(std::mt19937& random) {
    device_token one;
    one.via = provider::apns;
    const auto number = static_cast<unsigned>(random());
    one.token = random() % 2 ? apns_token(number) : fcm_token(number);
    if (random() % 3 == 0) one.app_id = std::string(1 + random() % 255, 'a');
    const auto place = random() % 3;
    one.installation = place == 0 ? "" : place == 1 ? "development" : "production";
    one.generation = random() % 2 ? 1 : static_cast<std::uint32_t>(random());
    one.created_ms = 1'700'000'000'000 + static_cast<std::int64_t>(random() % 1'000'000);
    one.created_us = static_cast<std::uint16_t>(random() % 1000);
    one.registered_ms = one.generation == 1
                            ? one.created_ms
                            : one.created_ms + static_cast<std::int64_t>(random() % 1'000'000);
    one.registered_us = one.generation == 1 ? one.created_us : static_cast<std::uint16_t>(random() % 1000);
    if (random() % 4 == 0) one.discarded_ms = one.registered_ms + 5;
    one.hash = token_hash(one.token);
    return one;
  }
};

TEST_F(token_codec, gives_back_what_it_packed) {
  std::mt19937 random(1);
  for (int round = 0; round < 500; ++round) {
    std::vector<device_token> tokens;
    for (auto left = random() % 6; left > 0; --left) tokens.push_back(some(random));
    const auto read = unpack_tokens(pack_tokens(tokens), provider::apns);
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, tokens);
  }
}

TEST_F(token_codec, needs_48_bytes_for_an_apns_token) {
  std::mt19937 random(1);
  device_token one = some(random);
  one.token = apns_token(1);
  one.app_id.clear();
  one.generation = 1;
  one.registered_ms = one.created_ms;
  one.registered_us = one.created_us;
  one.discarded_ms = 0;
  EXPECT_EQ(pack_tokens({one}).size(), 48U);
}

TEST_F(token_codec, survives_damaged_lists) {
  std::mt19937 random(2);
  for (int round = 0; round < 20'000; ++round) {
    auto packed = pack_tokens({some(random), some(random)});
    for (auto flips = 1 + random() % 4; flips > 0; --flips)
      packed[random() % packed.size()] = static_cast<char>(random());
    packed.resize(random() % 4 ? packed.size() : random() % packed.size());
    const auto read = unpack_tokens(packed, provider::fcm);
    if (read) {
      for (const auto& one : *read) EXPECT_LE(one.token.size(), packed.size() * 2);
    } else {
      EXPECT_EQ(read.error().code, errc::corrupted);
    }
  }
}

TEST_F(token_codec, refuses_every_cut) {
  std::mt19937 random(3);
  const auto packed = pack_tokens({some(random)});
  for (std::size_t size = 1; size < packed.size(); ++size)
    EXPECT_FALSE(unpack_tokens(std::string_view(packed).substr(0, size), provider::apns)) << size;
}

// The script reads and writes the whole list for every change: a save must leave the others as they are.
TEST_F(token_codec, agrees_with_the_script) {
  std::mt19937 random(4);
  users people(client(), names, *ring);
  device_tokens devices(client(), names);
  const auto made = run(people.upsert(project, by_external_id("u-1")));
  ASSERT_TRUE(made);
  const auto owner = ref_of(project, *made);
  for (int round = 0; round < 100; ++round) {
    std::vector<device_token> tokens;
    for (auto left = random() % 6; left > 0; --left) tokens.push_back(some(random));
    const auto page = names.tokens(owner.where, project, provider::apns, owner.number / 100);
    call({"HSET", page, std::to_string(owner.number % 100), pack_tokens(tokens)});
    const auto saved = run(devices.save(project, owner, some(random)));
    ASSERT_TRUE(saved) << saved.error().detail;
    tokens.push_back(*saved);
    const auto read = run(devices.list(project, owner, provider::apns));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, tokens) << round;
  }
}

TEST(token_owner, survives_packing) {
  const std::vector<store::token_owner> owners = {{0, 0}, {63, 0xfedcba98}, {7, 1}};
  std::string packed;
  for (const auto& one : owners) packed += one.packed();
  EXPECT_EQ(parse_owners(packed), owners);
  EXPECT_TRUE(parse_owners("\xff\x01\x01\x01\x01").empty());
  EXPECT_EQ(parse_owners(packed + "x"), owners);
}

}  // namespace
}  // namespace carillon::store
