#include "engine/routing/routes.hpp"

#include <gtest/gtest.h>

#include "engine/routing/transport_answer.hpp"
#include "providers/apns/account.hpp"
#include "tests/engine/scripted_sender.hpp"

namespace carillon::engine {
namespace {

using test::scripted_sender;

/// One sender of an APNs account for that app.
std::shared_ptr<sender> of_app(std::string app_id, token_vault& vault) {
  static constexpr providers::traits facts{.via = provider::apns, .kind = "apns"};
  providers::apns::config config{.app_id = std::move(app_id),
                                 .key_id = "K",
                                 .team_id = "T",
                                 .key = signing_key::generate(key_kind::p256)};
  sender_tools tools{.connect = [](const providers::destination&) -> result<std::shared_ptr<carrier>> {
                       return std::shared_ptr<carrier>(std::make_shared<test::scripted_carrier>());
                     },
                     .on_trouble = [](sender&, const trouble&) {},
                     .vault = vault};
  return sender::make({}, facts, std::make_shared<const providers::apns::account>(std::move(config)), tools)
      .value();
}

TEST(routes, choose_the_integration_of_the_devices_app_and_nobody_after_it) {
  token_vault vault;
  const auto one = of_app("com.one", vault);
  const auto two = of_app("com.two", vault);
  const routes both({one, two}, {"apns"});
  const auto choose = [&](std::string_view app_id) {
    return both.choose(channel::mobile_push, provider::apns, {.text = "t", .app_id = app_id});
  };
  EXPECT_EQ(choose("com.two"), route{two.get()});
  EXPECT_EQ(choose(""), route{one.get()});
  EXPECT_EQ(choose("com.other"), route{one.get()});
}

TEST(routes, know_the_origin_that_a_device_is_registered_at) {
  token_vault vault;
  const auto one = of_app("com.one", vault);
  const auto now = std::chrono::steady_clock::now();
  auto* const development = one->outlet_for({.installation = "development"}, now).value();
  EXPECT_NE(development, one->outlet_for({.installation = "production"}, now).value());
  EXPECT_EQ(one->outlet_for({}, now).value(), one->outlet_for({.installation = "production"}, now).value());
}

TEST(routes, have_every_account_of_the_channel_for_a_mailbox_in_order) {
  scripted_sender first({.via = provider::ses, .over = channel::email, .kind = "ses"});
  scripted_sender other({.via = provider::mailgun, .over = channel::email, .kind = "mailgun"});
  const routes both({first.made, other.made}, {"ses", "mailgun"});
  EXPECT_EQ(both.choose(channel::email, provider::none, {.text = "a@b.c"}),
            (route{first.made.get(), other.made.get()}));
  EXPECT_TRUE(both.serves(channel::email));
  EXPECT_FALSE(both.serves(channel::sms));
}

TEST(routes, have_nobody_for_a_device_without_an_integration) {
  const routes none;
  for (const auto whose : {provider::apns, provider::fcm, provider::expo}) {
    EXPECT_TRUE(none.choose(channel::mobile_push, whose, {.text = "t"}).empty());
    EXPECT_EQ(none.why_unserved(channel::mobile_push, whose), queue::own_reason::no_integration);
  }
}

TEST(transport_answer, separates_the_certain_from_the_ambiguous) {
  using net::transport_failure;
  using providers::answer_class;
  using providers::throttle_scope;
  EXPECT_EQ(answer_for(transport_failure::connect).meaning, answer_class::retry);
  EXPECT_EQ(answer_for(transport_failure::refused).meaning, answer_class::retry);
  EXPECT_EQ(answer_for(transport_failure::overloaded).meaning, answer_class::retry_after);
  EXPECT_EQ(answer_for(transport_failure::overloaded).scope, throttle_scope::origin);
  EXPECT_EQ(answer_for(transport_failure::tls_verify).meaning, answer_class::config);
  EXPECT_EQ(answer_for(transport_failure::blocked).meaning, answer_class::config);
  EXPECT_EQ(answer_for(transport_failure::blocked).scope, throttle_scope::origin);
  EXPECT_EQ(answer_for(transport_failure::ambiguous).meaning, answer_class::ambiguous);
  EXPECT_EQ(answer_for(transport_failure::malformed).meaning, answer_class::ambiguous);
  EXPECT_EQ(answer_for(transport_failure::ambiguous).text, to_string(transport_failure::ambiguous));
}

}  // namespace
}  // namespace carillon::engine
