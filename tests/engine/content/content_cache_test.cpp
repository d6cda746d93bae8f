#include "engine/content/broadcast_content.hpp"
#include "net/task_group.hpp"
#include "tests/support/redis_fixture.hpp"

namespace carillon::engine {
namespace {

class content_cache_test : public test::redis_test {
 protected:
  void SetUp() override {
    redis_test::SetUp();
    queue_.emplace(client(), queue::queue_options{});
  }
  broadcast_id accept(std::string content) {
    queue::broadcast_record record;
    record.created = now();
    record.id = broadcast_id::make(record.created);
    record.project = project;
    record.request_hash = std::string(32, 'h');
    record.body = dump_json({{"title", "t"}, {"content", std::move(content)}});
    record.recipients = "[]";
    EXPECT_TRUE(run(queue_->accept(record)));
    return record.id;
  }
  content_cache made() { return {*queue_, compute_, std::chrono::hours(1)}; }

  const project_id project{uuid::v7(now())};
  net::compute_pool compute_;
  std::optional<queue::queue> queue_;
};

TEST_F(content_cache_test, reads_a_long_text_in_pieces_and_parses_it_elsewhere) {
  auto cache = made();
  const std::string text(1'000'000, 'x');
  const auto content = run(cache.get(project, accept(text))).value();
  EXPECT_EQ(content->text("content"), text);
  EXPECT_EQ(content->text("title"), "t");
}

TEST_F(content_cache_test, fetches_once_what_several_ask_for_at_a_time) {
  auto cache = made();
  const auto id = accept(std::string(1'000'000, 'x'));
  net::task_group group(context);
  std::vector<std::shared_ptr<broadcast_content>> got;
  const auto ask = [&]() -> task<> {
    auto content = co_await cache.get(project, id);
    got.push_back(content.value());
  };
  for (int i = 0; i < 4; ++i) group.spawn("ask", ask());
  run(group.join(std::chrono::seconds(60)));
  ASSERT_EQ(got.size(), 4U);
  for (const auto& each : got) EXPECT_EQ(each, got.front());
}

TEST_F(content_cache_test, lets_the_next_one_try_when_a_fetch_failed) {
  auto cache = made();
  net::task_group group(context);
  std::vector<errc> errors;
  const auto ask = [&]() -> task<> {
    const auto content = co_await cache.get(project, broadcast_id::make(now()));
    errors.push_back(content.error().code);
  };
  const auto ask_twice = [&]() -> task<> {
    co_await ask();
    co_await ask();
  };
  for (int i = 0; i < 2; ++i) group.spawn("ask", ask_twice());
  run(group.join(std::chrono::seconds(60)));
  EXPECT_EQ(errors, std::vector<errc>(4, errc::not_found));
}

}  // namespace
}  // namespace carillon::engine
