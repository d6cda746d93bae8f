#include "net/redis/redis_inspect.hpp"

#include <charconv>

namespace carillon::net {

namespace {

template <class Number>
Number number_or_zero(std::string_view text) {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void take_line(redis_facts& facts, std::string_view key, std::string_view value) {
  if (key == "redis_version") {
    facts.version = value;
    facts.major = number_or_zero<unsigned>(value);
    const auto dot = value.find('.');
    if (dot != std::string_view::npos) facts.minor = number_or_zero<unsigned>(value.substr(dot + 1));
  } else if (key == "maxmemory_policy") {
    facts.eviction_policy = value;
  } else if (key == "maxmemory") {
    facts.max_memory = number_or_zero<std::uint64_t>(value);
  } else if (key == "aof_enabled") {
    facts.is_appending = value == "1";
  } else if (key == "cluster_enabled") {
    facts.is_cluster = value == "1";
  }
}

// The value of one CONFIG parameter; empty when Redis does not tell.
task<result<std::string>> read_config(redis& client, std::string_view name) {
  auto reply = co_await client.call({"CONFIG", "GET", name});
  if (!reply && reply.error().code == errc::configuration)
    co_return std::string();  // NOPERM: a managed Redis
  if (!reply) co_return reply.error();
  if (reply->elements.size() < 2) co_return std::string();
  co_return std::move(reply->elements[1].text);
}

task<result<bool>> has_command(redis& client, std::string_view name) {
  auto reply = co_await client.call({"COMMAND", "INFO", name});
  if (!reply && reply.error().code == errc::configuration) co_return false;
  if (!reply) co_return reply.error();
  co_return !reply->elements.empty() && reply->elements[0].is_array();
}

redis_durability durability_of(const redis_facts& facts, std::string_view append_fsync) {
  if (!facts.is_appending) return redis_durability::memory;
  if (append_fsync == "always") return redis_durability::fsync;
  if (append_fsync == "everysec" || append_fsync == "no") return redis_durability::everysec;
  return redis_durability::not_told;
}

}  // namespace

std::string_view to_string(redis_durability durability) noexcept {
  switch (durability) {
    case redis_durability::memory:
      return "memory";
    case redis_durability::everysec:
      return "everysec";
    case redis_durability::fsync:
      return "fsync";
    case redis_durability::not_told:
      return "not_told";
  }
  return "not_told";
}

redis_facts parse_redis_info(std::string_view info) {
  redis_facts facts;
  while (!info.empty()) {
    const auto end = info.find("\r\n");
    const auto line = info.substr(0, end);
    info.remove_prefix(end == std::string_view::npos ? info.size() : end + 2);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos) take_line(facts, line.substr(0, colon), line.substr(colon + 1));
  }
  return facts;
}

result<redis_facts> judge_redis(redis_facts facts) {
  if (facts.version.empty())
    return error(errc::configuration, "what answers at redis.url does not tell its version");
  if (facts.major < 7)
    return error(errc::configuration, "Redis 7.0 or later is needed, this is " + facts.version);
  if (facts.eviction_policy.starts_with("allkeys-"))
    return error(errc::configuration, "Redis may evict any key (maxmemory-policy " + facts.eviction_policy +
                                          "): queued notifications would vanish; set noeviction");
  if (facts.eviction_policy.starts_with("volatile-"))
    facts.warnings.push_back("maxmemory-policy is " + facts.eviction_policy +
                             ": under memory pressure Redis drops events early; noeviction is safer");
  if (facts.durability == redis_durability::memory)
    facts.warnings.push_back("appendonly is off: what Redis accepted is lost when it restarts");
  if (facts.durability == redis_durability::everysec)
    facts.warnings.push_back(
        "appendfsync is not always: up to a second of accepted work is lost with the power");
  if (facts.durability == redis_durability::not_told)
    facts.warnings.push_back(
        "Redis does not tell its appendfsync policy: durability is what the provider promises");
  return facts;
}

task<result<redis_facts>> inspect_redis(redis& client) {
  auto info = require_success(co_await client.call({"INFO"}));
  if (!info) co_return info.error();
  auto facts = parse_redis_info(info->text);
  const auto append_fsync = co_await read_config(client, "appendfsync");
  if (!append_fsync) co_return append_fsync.error();
  facts.durability = durability_of(facts, *append_fsync);
  const auto has_waitaof = co_await has_command(client, "WAITAOF");
  if (!has_waitaof) co_return has_waitaof.error();
  facts.has_waitaof = *has_waitaof;
  co_return judge_redis(std::move(facts));
}

}  // namespace carillon::net
