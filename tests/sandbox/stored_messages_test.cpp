#include "sandbox/stored_messages.hpp"

#include <gtest/gtest.h>

#include "sandbox/desks.hpp"
#include "tests/sandbox/mail_caller.hpp"

namespace carillon::sandbox::testing {
namespace {

TEST(stored_messages, come_back_as_they_were_with_their_requests_shared) {
  mail_caller desk;
  auto mail = sendgrid_mail("ada@x.example");
  mail["personalizations"].push_back({{"to", {{{"email", "bob@x.example"}}}}});
  desk.ask(sendgrid_send(mail));
  request_builder lost;
  lost.path = "/nowhere";
  lost.body = std::string("\xff\x00\n", 3);
  desk.ask(lost);
  const auto& before = desk.shared.messages().all();
  message_store after;
  restore(to_text(desk.shared.messages()), desk_list(), after);
  ASSERT_EQ(after.all().size(), 3U);
  for (std::size_t at = 0; at < 3; ++at) {
    const auto& was = before[at];
    const auto& is = after.all()[at];
    EXPECT_EQ(is.id, was.id);
    EXPECT_EQ(is.to, was.to);
    EXPECT_EQ(is.item, was.item);
    EXPECT_EQ(is.status, was.status);
    EXPECT_EQ(is.reason, was.reason);
    EXPECT_EQ(is.of->judged_by(), was.of->judged_by());
    EXPECT_EQ(is.of->seen().body, was.of->seen().body);
    EXPECT_EQ(is.of->seen().path, was.of->seen().path);
    EXPECT_EQ(is.of->seen().header("authorization"), was.of->seen().header("authorization"));
    EXPECT_EQ(is.of->came(), was.of->came());
    EXPECT_EQ(is.of->reply().body, was.of->reply().body);
  }
  EXPECT_EQ(after.all()[0].of, after.all()[1].of);
  EXPECT_EQ(after.bytes(), desk.shared.messages().bytes());
}

TEST(stored_messages, pass_over_lines_that_are_none_of_ours) {
  message_store store;
  restore("[\n{}\nnull\n{\"messages\":[{\"id\":7}],\"headers\":[1,[2,3]]}\n{\"messages\":[{\"id\":-1}]}\n\n",
          desk_list(), store);
  ASSERT_FALSE(store.all().empty());
  EXPECT_EQ(store.all().front().id, 7U);
}

}  // namespace
}  // namespace carillon::sandbox::testing
