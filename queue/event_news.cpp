#include "queue/event_news.hpp"

namespace carillon::queue {
namespace {
constexpr std::size_t most_remembered = 1'024;
}  // namespace

task<> event_news::tell(project_id project) {
  const auto told = co_await redis_.call({"PUBLISH", keys_.news_channel(project), ""});
  static_cast<void>(told);  // lost news are found late
}

void event_news::tell_often(project_id project, steady_time now) {
  if (told_.size() >= most_remembered) told_.clear();
  const auto [found, is_first] = told_.try_emplace(project, now);
  if (!is_first && now - found->second < at_most_every) return;
  found->second = now;
  redis_.submit({"PUBLISH", keys_.news_channel(project), ""}, [](const result<net::redis_reply>&) {});
}

}  // namespace carillon::queue
