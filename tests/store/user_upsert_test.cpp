// What is one user: spellings of e-mails, records of earlier builds, attributes put together.
#include "store/user_upsert.hpp"

#include <gtest/gtest.h>

#include "store/email_respelling.hpp"
#include "tests/store/user_fixture.hpp"

namespace carillon::store {
namespace {

using user = users_test;

TEST_F(user, is_one_in_every_spelling_of_its_email) {
  const auto made = saved(by_email("Dan@Example.com"));
  EXPECT_EQ(made.email, "Dan@Example.com");
  for (const char* spelling : {"dan@example.com", "dan@EXAMPLE.COM", "Dan@Example.com"}) {
    EXPECT_EQ(saved(by_email(spelling)).id, made.id) << spelling;
    EXPECT_EQ(run(people->find_by_identity(project, "", spelling))->id, made.id) << spelling;
    EXPECT_EQ(run(people->list(project, {}, {}, 10, 2 << 20, spelling))->rows.size(), 1U) << spelling;
  }
  const auto named = saved(by_both("u-1", "DAN@example.com"));
  EXPECT_EQ(named.id, made.id);
  EXPECT_EQ(named.email, "Dan@Example.com");  // as first given
  EXPECT_EQ(saved(by_email("dAn@example.com")).id, made.id);
  EXPECT_EQ(run(people->list(project, {}, {}, 10, 2 << 20, ""))->rows.size(), 1U);
}

TEST_F(user, is_one_however_its_domain_is_written) {
  const auto made = saved(by_email("Éric@Bücher.example"));
  EXPECT_EQ(saved(by_email("éric@xn--bcher-kva.example")).id, made.id);
  EXPECT_EQ(saved(by_both("u-1", "ÉRIC@BÜCHER.EXAMPLE")).id, made.id);
  EXPECT_EQ(saved(by_email("éric@bücher.example")).email, "Éric@Bücher.example");
  const auto before = call({"DEBUG", "DIGEST"}).text;
  saved(by_both("u-1", "éric@bücher.example"));
  EXPECT_EQ(call({"DEBUG", "DIGEST"}).text, before);
}

TEST_F(user, keeps_external_ids_apart_by_every_byte) {
  EXPECT_NE(saved(by_external_id("Dan")).id, saved(by_external_id("dan")).id);
}

TEST_F(user, sharing_an_email_in_two_spellings_is_ambiguous_by_it) {
  saved(by_both("u-1", "Family@example.com"));
  saved(by_both("u-2", "family@example.com"));
  EXPECT_EQ(run(people->upsert(project, by_email("FAMILY@example.com"))).error().code, errc::conflict);
}

TEST_F(user, that_changes_its_email_shows_the_new_one) {
  saved(by_both("u-1", "Old@example.com"));
  EXPECT_EQ(saved(by_both("u-1", "New@example.com")).email, "New@example.com");
  EXPECT_EQ(saved(by_email("new@example.com")).external_id, "u-1");
  EXPECT_EQ(saved(by_email("OLD@example.com")).external_id, "");
}

TEST_F(user, has_custom_attributes_merged) {
  const auto say = [&](json attributes) {
    auto fields = by_external_id("u-1");
    fields.custom_attributes = std::move(attributes);
    return saved(fields).custom_attributes;
  };
  EXPECT_EQ(say({{"a", 1}, {"x", nullptr}}), json({{"a", 1}}));
  EXPECT_EQ(say({{"b", 2}}), json({{"a", 1}, {"b", 2}}));
  EXPECT_EQ(say({{"o", {{"k", 1}}}}), json({{"a", 1}, {"b", 2}, {"o", {{"k", 1}}}}));
  EXPECT_EQ(say({{"a", nullptr}, {"o", {{"l", 2}}}}), json({{"b", 2}, {"o", {{"k", 1}, {"l", 2}}}}));
  EXPECT_EQ(say(json::object()), json({{"b", 2}, {"o", {{"k", 1}, {"l", 2}}}}));
  EXPECT_EQ(say(nullptr), json());
  EXPECT_EQ(say({{"b", nullptr}}), json());
}

TEST_F(user, keeps_its_custom_attributes_within_their_bound_after_the_merge) {
  auto fields = by_both("u-1", "a@example.com");
  fields.custom_attributes = json{{"a", std::string(40'000, 'x')}};
  saved(fields);
  fields.custom_attributes = json{{"b", std::string(40'000, 'x')}};
  EXPECT_EQ(run(people->upsert(project, fields)).error().code, errc::too_large);
  fields.custom_attributes = json{{"a", nullptr}, {"b", std::string(40'000, 'x')}};
  EXPECT_EQ(saved(fields).custom_attributes, json({{"b", std::string(40'000, 'x')}}));
}

TEST_F(user, found_by_either_identity_has_them_merged) {
  auto first = by_email("a@example.com");
  first.custom_attributes = json{{"a", 1}};
  saved(first);
  auto second = by_both("u-1", "a@example.com");
  second.custom_attributes = json{{"b", 2}};
  saved(second);
  auto third = by_external_id("u-1");
  third.custom_attributes = json{{"c", 3}};
  EXPECT_EQ(saved(third).custom_attributes, json({{"a", 1}, {"b", 2}, {"c", 3}}));
}

// As builds before canonical e-mails wrote them: ids and entries of the spelling itself.
class user_of_old : public user {
 protected:
  identity place_of(std::string_view email) {
    return identities(names, ring->derive("user-id")).of(project, identity_kind::email, email);
  }
  user_id write_old(const std::string& email) {
    const auto who = place_of(email).derived;
    const auto where = queue::partition_of(project, who);
    const auto number = call({"INCR", names.sequence(where, project)}).integer - 1;
    call({"HSET", names.user(where, project, who), "n", std::to_string(number), "e", email, "c", "1"});
    call({"HSET", names.user_index(where, project, static_cast<std::uint32_t>(number / 100)),
          std::to_string(number % 100), who.raw()});
    return who;
  }
};

TEST_F(user_of_old, is_found_by_its_spelling_and_then_by_any) {
  const auto old = write_old("Dan@Example.com");
  EXPECT_EQ(run(people->find_by_identity(project, "", "Dan@Example.com"))->id, old);
  EXPECT_EQ(saved(by_email("Dan@Example.com")).id, old);
  EXPECT_EQ(saved(by_email("dan@example.com")).id, old);
  EXPECT_EQ(saved(by_both("u-1", "DAN@example.com")).id, old);
  EXPECT_EQ(run(people->find_by_identity(project, "", "daN@example.com"))->id, old);
  ASSERT_TRUE(run(people->remove(project, old)));
  EXPECT_EQ(run(people->find_by_identity(project, "", "Dan@Example.com")).error().code, errc::not_found);
}

TEST_F(user_of_old, with_an_external_id_is_found_by_its_entry) {
  const auto id = saved(by_external_id("u-1")).id;
  call({"HSET", names.user(queue::partition_of(project, id), project, id), "e", "Dan@Example.com"});
  const auto place = place_of("Dan@Example.com");
  call({"HSET", place.bucket, place.field, id.raw()});
  EXPECT_EQ(saved(by_email("Dan@Example.com")).id, id);
  EXPECT_EQ(saved(by_email("dan@example.com")).id, id);
}

TEST_F(user_of_old, that_took_a_mixed_spelling_later_is_itself) {
  const auto id = saved(by_email("dan@example.com")).id;
  call({"HSET", names.user(queue::partition_of(project, id), project, id), "e", "Dan@Example.com"});
  const auto place = place_of("Dan@Example.com");
  call({"HSET", place.bucket, place.field, id.raw()});
  EXPECT_EQ(saved(by_email("Dan@Example.com")).id, id);
  EXPECT_EQ(saved(by_email("dan@example.com")).id, id);
}

TEST_F(user_of_old, is_found_by_any_spelling_once_all_were_gone_over) {
  const auto old = write_old("Dan@Example.com");
  const auto of_two = saved(by_external_id("u-1")).id;
  call({"HSET", names.user(queue::partition_of(project, of_two), project, of_two), "e",
        "Eve@B\u00fccher.example"});
  const auto place = place_of("Eve@B\u00fccher.example");
  call({"HSET", place.bucket, place.field, of_two.raw()});
  const auto usual = saved(by_email("fay@example.com"));
  EXPECT_FALSE(run(people->find_by_identity(project, "", "dan@example.com"))) << "nothing leads there yet";

  email_respelling respelling(client(), names, *people);
  EXPECT_EQ(run(respelling.run(project)).value(), 2U);
  EXPECT_EQ(run(people->find_by_identity(project, "", "dan@example.com"))->id, old);
  EXPECT_EQ(run(people->find_by_identity(project, "", "dan@example.com"))->email, "Dan@Example.com");
  EXPECT_EQ(saved(by_email("DAN@example.com")).id, old);
  EXPECT_EQ(run(people->find_by_identity(project, "", "eve@xn--bcher-kva.example"))->id, of_two);
  EXPECT_EQ(saved(by_email("eve@xn--bcher-kva.example")).id, of_two);
  EXPECT_EQ(run(people->find(project, usual.id))->updated, usual.updated);
  EXPECT_EQ(run(respelling.run(project)).value(), 2U) << "and again, with the same end";
  EXPECT_EQ(run(people->list(project, {}, {}, 10, 1 << 20, ""))->rows.size(), 3U);
}

TEST_F(user_of_old, who_shares_an_email_with_another_is_found_by_what_tells_them_apart) {
  const auto old = write_old("Dan@Example.com");
  const auto young = saved(by_email("dan@example.com")).id;
  EXPECT_NE(old, young);
  email_respelling respelling(client(), names, *people);
  EXPECT_EQ(run(respelling.run(project)).value(), 1U);
  EXPECT_EQ(run(people->find_by_identity(project, "", "dan@example.com")).error().code, errc::conflict);
}

TEST_F(user_of_old, is_looked_for_once_and_never_where_no_such_build_has_been) {
  email_respelling respelling(client(), names, *people);
  EXPECT_TRUE(run(respelling.is_wanted()).value());
  ASSERT_TRUE(run(respelling.end()));
  EXPECT_FALSE(run(respelling.is_wanted()).value());
}

}  // namespace
}  // namespace carillon::store
