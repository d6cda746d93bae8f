#include "engine/content/rendition.hpp"

#include <gtest/gtest.h>

#include "engine/content/broadcast_content.hpp"
#include "tests/engine/scripted_sender.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

/// Keeps what it was given to compose.
class listening_account final : public providers::account {
 public:
  std::vector<providers::destination> destinations() const override {
    return {{.url = "https://provider.example"}};
  }
  std::unique_ptr<providers::request_template> compose(const providers::message& words,
                                                       timestamp) const override {
    heard = words;
    return std::make_unique<test::scripted_template>(test::by_status);
  }
  mutable providers::message heard;
};

std::shared_ptr<broadcast_content> content_of(std::chrono::seconds delay) {
  queue::broadcast_record record;
  record.created = from_unix_ms(1'000'000);
  record.body = R"({"title":"T"})";
  record.steps = pack({.steps = {{.via = channel::email, .delay = delay}}});
  return broadcast_content::make(record, 1h).value();
}

TEST(rendition, dates_a_message_by_when_its_step_begins) {
  const auto account = std::make_shared<listening_account>();
  token_vault vault;
  sender_tools tools{.connect = [](const auto&) -> result<std::shared_ptr<carrier>> {
                       return std::shared_ptr<carrier>(std::make_shared<test::scripted_carrier>());
                     },
                     .on_trouble = [](sender&, const trouble&) {},
                     .vault = vault};
  constexpr providers::traits facts{.via = provider::smtp, .over = channel::email, .kind = "smtp"};
  const auto by = sender::make({}, facts, account, std::move(tools)).value();
  content_of(90s)->own_words(channel::email)->for_sender(*by);
  EXPECT_EQ(account->heard.begins, from_unix_ms(1'090'000));
  EXPECT_EQ(account->heard.expires_at_unix, 1000 + 90 + 3600);
}

}  // namespace
}  // namespace carillon::engine
