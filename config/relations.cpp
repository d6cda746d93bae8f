#include "config/relations.hpp"

namespace carillon::config {

std::vector<broken_relation> broken_relations(const settings& in) {
  std::vector<broken_relation> broken;
  const auto demand = [&](bool holds, std::string_view key, std::string_view what) {
    if (!holds) broken.push_back({key, what});
  };
  demand(in.retry.base <= in.retry.cap, "retry.base", "must not be longer than retry.cap");
  demand(in.worker.commit_interval * 3 <= in.worker.lease, "worker.lease",
         "must be three times worker.commit_interval at least, or a job expires before its outcomes are "
         "committed");
  demand(in.api.max_body <= in.api.max_broadcast_body, "api.max_broadcast_body",
         "must not be less than api.max_body");
  demand(in.redis.ca_file.empty() || in.redis.url.starts_with("rediss://"), "redis.ca_file",
         "needs a redis.url that starts with rediss://");
  demand(in.ops.listen != in.api.listen || in.api.listen.ends_with(":0"), "ops.listen",
         "must differ from api.listen");
  // One server has no replica to wait for: every broadcast would be refused.
  demand(!in.redis.url.empty() || !in.redis.durability.starts_with("replica"), "redis.durability",
         "needs a redis.url: the embedded Redis has no replica");
  return broken;
}

}  // namespace carillon::config
