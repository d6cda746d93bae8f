#include "store/suppression.hpp"

#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class suppression_list : public store_test {
 protected:
  bool put(std::string address, suppression_reason reason = suppression_reason::bounce) {
    suppressions all(client(), names);
    return run(all.put(project, {.address = std::move(address), .reason = reason, .source = "api"})).value();
  }
  suppression found(const std::string& address) {
    suppressions all(client(), names);
    return run(all.find(project, suppression_id_of(project, address))).value();
  }
  std::vector<bool> have(project_id whose, std::vector<std::string> addresses) {
    suppressions all(client(), names);
    return run(all.have(whose, std::move(addresses))).value();
  }
  std::vector<std::string> page(std::optional<std::string> after, std::optional<std::string> before,
                                std::size_t limit) {
    suppressions all(client(), names);
    const auto id = [&](const std::optional<std::string>& text) -> std::optional<suppression_id> {
      if (!text) return std::nullopt;
      return suppression_id_of(project, *text);
    };
    std::vector<std::string> out;
    for (const auto& each : run(all.page(project, id(after), id(before), limit)).value())
      out.push_back(each.address);
    return out;
  }
  const project_id other = project_id::make(from_unix_ms(1));
};

TEST_F(suppression_list, knows_an_address_in_any_spelling_and_no_other_projects) {
  EXPECT_TRUE(
      put("Zoe@B\xc3\xbc"
          "cher.Example"));
  const std::vector<std::string> asked{"zoe@xn--bcher-kva.example",
                                       "ZOE@b\xc3\xbc"
                                       "cher.example",
                                       "zo@xn--bcher-kva.example"};
  EXPECT_EQ(have(project, asked), (std::vector<bool>{true, true, false}));
  EXPECT_EQ(have(other, asked), (std::vector<bool>{false, false, false}));
  EXPECT_TRUE(have(project, {}).empty());
}

TEST_F(suppression_list, keeps_what_was_there_but_for_a_complaint) {
  EXPECT_TRUE(put("a@x.example", suppression_reason::manual));
  EXPECT_FALSE(put("A@x.example", suppression_reason::bounce));
  EXPECT_EQ(found("a@x.example").reason, suppression_reason::manual);
  EXPECT_FALSE(put("a@x.example", suppression_reason::complaint));
  EXPECT_EQ(found("a@x.example").reason, suppression_reason::complaint);
  EXPECT_FALSE(put("a@x.example", suppression_reason::bounce));
  EXPECT_EQ(found("a@x.example").reason, suppression_reason::complaint);
  EXPECT_EQ(page({}, {}, 10).size(), 1U);
}

TEST_F(suppression_list, remembers_who_told_and_why) {
  suppressions all(client(), names);
  const auto delivery = delivery_id::make(from_unix_ms(5));
  ASSERT_TRUE(run(all.put(project, {.address = "a@x.example",
                                    .reason = suppression_reason::bounce,
                                    .note = "550 no such user",
                                    .source = "sendgrid",
                                    .delivery = delivery})));
  const auto one = found("a@x.example");
  EXPECT_EQ(one.note, "550 no such user");
  EXPECT_EQ(one.source, "sendgrid");
  EXPECT_EQ(one.delivery, delivery);
  EXPECT_EQ(run(all.put(project, {.address = "b@x.example", .note = std::string(501, 'x')})).error().code,
            errc::too_large);
}

TEST_F(suppression_list, lets_go_by_itself_of_what_is_for_a_while) {
  suppressions all(client(), names);
  const auto put_until = [&](std::string address, timestamp until) {
    return run(all.put(project, {.address = std::move(address),
                                 .reason = suppression_reason::soft,
                                 .source = "ses",
                                 .until = until}))
        .value();
  };
  EXPECT_TRUE(put_until("over@x.example", now() - std::chrono::minutes(1)));
  EXPECT_TRUE(put_until("later@x.example", now() + std::chrono::hours(1)));
  put("ever@x.example");
  EXPECT_TRUE(found("later@x.example").until);
  EXPECT_FALSE(run(all.expire(project)).value());
  EXPECT_EQ(have(project, {"over@x.example", "later@x.example", "ever@x.example"}),
            (std::vector<bool>{false, true, true}));
  EXPECT_EQ(page({}, {}, 10).size(), 2U);
}

TEST_F(suppression_list, keeps_for_ever_what_was_for_a_while_and_is_said_again) {
  suppressions all(client(), names);
  const suppression soft{.address = "a@x.example",
                         .reason = suppression_reason::soft,
                         .source = "ses",
                         .delivery = {},
                         .until = now() - std::chrono::minutes(1)};
  ASSERT_TRUE(run(all.put(project, soft)).value());
  EXPECT_FALSE(put("a@x.example", suppression_reason::bounce));
  EXPECT_EQ(found("a@x.example").reason, suppression_reason::bounce);
  EXPECT_FALSE(run(all.put(project, soft)).value());
  EXPECT_EQ(found("a@x.example").reason, suppression_reason::bounce) << "it is less";
  run(all.expire(project)).value();
  EXPECT_EQ(have(project, {"a@x.example"}), std::vector<bool>{true});
}

TEST_F(suppression_list, gives_back_what_one_source_put_there_since_a_time) {
  suppressions all(client(), names);
  const auto put_by = [&](std::string address, std::string source) {
    ASSERT_TRUE(run(all.put(project, {.address = std::move(address),
                                      .reason = suppression_reason::bounce,
                                      .source = std::move(source),
                                      .delivery = {}})));
  };
  put_by("before@x.example", "ses");
  const auto since = now();
  for (int number = 0; number < 600; ++number) put_by("p" + std::to_string(number) + "@x.example", "ses");
  put_by("other@x.example", "sendgrid");
  put("by-hand@x.example", suppression_reason::manual);
  EXPECT_EQ(run(all.take_back(project, "ses", since)).value(), 600U);
  EXPECT_EQ(page({}, {}, 10),
            (std::vector<std::string>{"by-hand@x.example", "other@x.example", "before@x.example"}));
}

TEST_F(suppression_list, lets_an_address_go) {
  put("a@x.example");
  suppressions all(client(), names);
  const auto id = suppression_id_of(project, "a@x.example");
  EXPECT_TRUE(run(all.remove(project, id)).value());
  EXPECT_FALSE(run(all.remove(project, id)).value());
  EXPECT_EQ(run(all.find(project, id)).error().code, errc::not_found);
  EXPECT_EQ(have(project, {"a@x.example"}), std::vector<bool>{false});
}

TEST_F(suppression_list, is_read_in_pages_newest_first) {
  using texts = std::vector<std::string>;
  EXPECT_TRUE(page({}, {}, 3).empty());
  for (const auto* const each : {"a@x.example", "b@x.example", "c@x.example", "d@x.example"}) put(each);
  EXPECT_EQ(page({}, {}, 3), (texts{"d@x.example", "c@x.example", "b@x.example"}));
  EXPECT_EQ(page("b@x.example", {}, 3), texts{"a@x.example"});
  EXPECT_EQ(page({}, "a@x.example", 2), (texts{"c@x.example", "b@x.example"}));
  EXPECT_TRUE(page({}, "d@x.example", 2).empty());
  EXPECT_TRUE(page("nobody@x.example", {}, 3).empty());
}

TEST_F(suppression_list, leaves_out_an_entry_that_cannot_be_read) {
  put("a@x.example");
  put("b@x.example");
  const auto id = suppression_id_of(project, "a@x.example");
  run(client().call({"HSET", names.suppressions(project), std::string(id.raw()), "{"}));
  EXPECT_EQ(page({}, {}, 10), std::vector<std::string>{"b@x.example"});
  EXPECT_EQ(have(project, {"a@x.example"}), std::vector<bool>{true}) << "it is on the list all the same";
}

}  // namespace
}  // namespace carillon::store
