// The catalogue against itself, the vocabulary and the documentation: what the house derives from it holds.
#include "providers/catalogue.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "base/redaction.hpp"
#include "tests/support/where.hpp"

namespace carillon::providers {
namespace {

const json& at(const json& whole, std::string_view pointer) {
  return whole.at(json::json_pointer(std::string(pointer)));
}

TEST(catalogue, has_a_row_for_every_provider_that_reaches_users) {
  for (unsigned number = 1; number <= static_cast<unsigned>(last_provider); ++number) {
    const auto via = static_cast<provider>(number);
    // The inbox delivers to itself, and no channel leads to outgoing webhooks yet.
    if (via == provider::inbox || via == provider::webhook) continue;
    const auto* const row = find_row(via);
    ASSERT_NE(row, nullptr) << to_string(via);
    EXPECT_EQ(row->facts.kind, to_string(via));
    EXPECT_EQ(find_row(row->facts.kind), row);
  }
  EXPECT_EQ(find_row(provider::none), nullptr);
  EXPECT_EQ(find_row("carrier_pigeon"), nullptr);
}

TEST(catalogue, names_nothing_twice) {
  std::set<provider> numbers;
  std::set<std::string_view> kinds, keys;
  auto last = provider::none;
  for (const auto& row : catalogue()) {
    EXPECT_TRUE(numbers.insert(row.facts.via).second) << row.facts.kind;
    EXPECT_LT(last, row.facts.via) << "by number";
    last = row.facts.via;
    EXPECT_TRUE(kinds.insert(row.facts.kind).second) << row.facts.kind;
    for (const auto key : row.facts.overrides) EXPECT_TRUE(keys.insert(key).second) << key;
  }
  const auto& all = places();
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
}

TEST(catalogue, goes_by_its_own_name_first_in_overrides) {
  for (const auto& row : catalogue()) {
    if (!row.facts.overrides.empty()) EXPECT_EQ(row.facts.overrides.front(), row.facts.kind);
  }
}

TEST(catalogue, has_samples_that_pass_their_rules_and_open) {
  for (const auto& row : catalogue()) {
    const auto kind = row.facts.kind;
    EXPECT_EQ(row.config_rule != nullptr, row.facts.needs_integration) << kind;
    EXPECT_EQ(row.config_rule != nullptr, row.sample != nullptr) << kind;
    json config = json::object();
    if (row.config_rule != nullptr) {
      config = row.sample();
      auto kept = config;
      const auto found = schema::validate(row.config_rule(), kept);
      EXPECT_TRUE(found.empty()) << kind << ": " << found.front();
      EXPECT_EQ(kept, config) << kind;
    }
    if (row.open != nullptr) EXPECT_TRUE(row.open(config)) << kind;
  }
}

TEST(catalogue, has_tokens_that_pass_their_rules_where_users_register_them) {
  for (const auto& row : catalogue()) {
    const auto& facts = row.facts;
    const bool is_by_profile = facts.address == reached_by::mailbox || facts.address == reached_by::phone;
    ASSERT_EQ(row.token_rule != nullptr, !is_by_profile) << facts.kind;
    ASSERT_EQ(row.sample_token != nullptr, !is_by_profile) << facts.kind;
    if (is_by_profile) continue;
    auto token = row.sample_token();
    const auto found = schema::validate(row.token_rule(), token);
    EXPECT_TRUE(found.empty()) << facts.kind << ": " << found.front();
    for (const auto pointer : facts.token_urls) EXPECT_TRUE(at(token, pointer).is_string()) << pointer;
  }
}

TEST(catalogue, names_fields_of_the_configuration_that_are_there) {
  for (const auto& row : catalogue()) {
    if (row.config_rule == nullptr) continue;
    const auto rule = row.config_rule();
    const auto is_field = [&](std::string_view name) {
      return std::ranges::find(rule.fields, name, &schema::field::name) != rule.fields.end();
    };
    const auto& facts = row.facts;
    for (const auto& list : {facts.secrets, facts.urls, facts.hosts}) {
      for (const auto name : list) EXPECT_TRUE(is_field(name)) << facts.kind << ' ' << name;
    }
    if (!facts.natural_key.empty()) EXPECT_TRUE(is_field(facts.natural_key)) << facts.kind;
  }
}

TEST(catalogue, masks_secrets_in_a_shape_that_passes_the_rule) {
  for (const auto& row : catalogue()) {
    if (row.config_rule == nullptr) continue;
    const auto config = row.sample();
    auto shown = redacted(config, row.facts.secrets);
    for (const auto name : row.facts.secrets) {
      EXPECT_EQ(dump_json(shown).find(dump_json(member_of(config, name))), std::string::npos) << name;
      EXPECT_TRUE(is_filler(text_of(shown, name))) << row.facts.kind << ' ' << name;
    }
    EXPECT_TRUE(schema::validate(row.config_rule(), shown).empty()) << row.facts.kind;
    EXPECT_EQ(restored(shown, config, row.facts.secrets), config) << row.facts.kind;
  }
}

TEST(catalogue, has_places_that_the_documentation_names) {
  std::ifstream file(test::source_file("docs/running.md"));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  for (const auto place : places()) EXPECT_NE(text.find('`' + std::string(place) + '`'), text.npos) << place;
}

}  // namespace
}  // namespace carillon::providers
