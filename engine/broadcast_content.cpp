#include "engine/broadcast_content.hpp"

#include <algorithm>

#include "engine/composer.hpp"

namespace carillon::engine {

result<std::shared_ptr<broadcast_content>> broadcast_content::make(const queue::broadcast_record& record,
                                                                   std::chrono::milliseconds life) {
  auto body = parse_json(record.body, {.max_bytes = 64 << 20, .max_values = 10'000'000});
  if (!body) return error(errc::corrupted, "the stored broadcast is not JSON");
  auto expires = to_unix_ms(record.created) + life.count();
  if (record.expires_ms > 0) expires = std::min(expires, record.expires_ms);
  return std::shared_ptr<broadcast_content>(new broadcast_content(std::move(*body), expires));
}

const push_template& broadcast_content::for_sender(const sender& by) {
  auto& found = templates_[{by.identity().integration, by.identity().version}];
  if (!found) found = by.make_template(compose_push(body_, by.via(), expires_ms_ / 1000));
  return *found;
}

task<result<std::shared_ptr<broadcast_content>>> content_cache::get(project_id project,
                                                                    broadcast_id broadcast) {
  if (const auto found = index_.find(broadcast); found != index_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second);
    co_return found->second->second;
  }
  auto record = co_await queue_.find(project, broadcast);
  if (!record) co_return record.error();
  auto content = broadcast_content::make(*record, life_);
  if (!content) co_return content.error();
  if (!index_.contains(broadcast)) {  // another chunk of it may have been faster
    recent_.emplace_front(broadcast, *content);
    index_[broadcast] = recent_.begin();
    if (recent_.size() > kept) {
      index_.erase(recent_.back().first);
      recent_.pop_back();
    }
  }
  co_return *content;
}

}  // namespace carillon::engine
