#include "engine/content/broadcast_content.hpp"

#include <algorithm>

#include "engine/parts/off_the_loop.hpp"

namespace carillon::engine {

result<std::shared_ptr<broadcast_content>> broadcast_content::make(const queue::broadcast_record& record,
                                                                   std::chrono::milliseconds life) {
  auto body = parse_json(record.body, {.max_bytes = 64 << 20, .max_values = 10'000'000});
  if (!body || !body->is_object()) return error(errc::corrupted, "the stored broadcast is not JSON");
  // A broadcast with jobs and no steps was planned by a build from before plans.
  auto steps = record.steps.empty() ? steps_before_plans() : parse_delivery_steps(record.steps);
  if (!steps) return steps.error();
  std::shared_ptr<broadcast_content> made(new broadcast_content);
  made->id_ = record.id;
  made->body_ = std::make_shared<const json>(std::move(*body));
  made->steps_ = std::move(*steps);
  made->bytes_ = record.body.size();
  made->created_ms_ = to_unix_ms(record.created);
  made->first_expiry_ms_ = made->created_ms_ + life.count();
  if (record.expires_ms > 0) made->first_expiry_ms_ = std::min(made->first_expiry_ms_, record.expires_ms);
  return made;
}

std::string broadcast_content::text(std::string_view name) const {
  return text_of(*body_, name);
}

step_times broadcast_content::times_of(channel via) const noexcept {
  const auto* const step = steps_.find(via);
  const std::chrono::milliseconds delay = step ? step->delay : std::chrono::seconds(0);
  return {.begins_ms = created_ms_ + delay.count(), .expires_ms = first_expiry_ms_ + delay.count()};
}

std::shared_ptr<rendition> broadcast_content::own_words(channel via) {
  auto& found = own_words_[via];
  if (!found) found = std::make_shared<rendition>(id_, body_, times_of(via));
  return found;
}

content_cache::fetch::fetch(content_cache& of, broadcast_id which,
                            const asio::io_context::executor_type& here)
    : of_(of), which_(which) {
  const auto done = std::make_shared<asio::steady_timer>(here, asio::steady_timer::time_point::max());
  of_.fetches_.emplace(which, done);
}

content_cache::fetch::~fetch() {
  const auto mine = of_.fetches_.find(which_);
  const auto done = mine->second;
  of_.fetches_.erase(mine);
  done->cancel();
}

task<result<std::shared_ptr<broadcast_content>>> content_cache::get(project_id project,
                                                                    broadcast_id broadcast) {
  const auto here = co_await asio::this_coro::executor;
  while (true) {
    if (auto found = known(broadcast)) co_return found;
    const auto under_way = fetches_.find(broadcast);
    if (under_way == fetches_.end()) break;
    const auto done = under_way->second;
    co_await done->async_wait(no_throw);
  }
  const fetch mine(*this, broadcast, here);
  auto content = co_await read(project, broadcast);
  if (!content) co_return content.error();
  keep(broadcast, *content);
  co_return content;
}

std::shared_ptr<broadcast_content> content_cache::known(broadcast_id broadcast) {
  const auto found = index_.find(broadcast);
  if (found == index_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, found->second);
  return found->second->second;
}

task<result<std::shared_ptr<broadcast_content>>> content_cache::read(project_id project,
                                                                     broadcast_id broadcast) {
  auto record = co_await queue_.find(project, broadcast);
  if (!record) co_return record.error();
  const auto size = record->body.size();
  auto parse = [record = std::move(*record), life = life_] { return broadcast_content::make(record, life); };
  auto content = co_await off_the_loop(compute_, project, size, std::move(parse));
  co_return content;
}

void content_cache::keep(broadcast_id broadcast, std::shared_ptr<broadcast_content> content) {
  bytes_ += content->bytes();
  recent_.emplace_front(broadcast, std::move(content));
  index_[broadcast] = recent_.begin();
  while (recent_.size() > kept || (bytes_ > kept_bytes && recent_.size() > 1)) forget_oldest();
}

void content_cache::forget_oldest() {
  bytes_ -= recent_.back().second->bytes();
  index_.erase(recent_.back().first);
  recent_.pop_back();
}

}  // namespace carillon::engine
