// One page out of 64 sorted sources: asks every partition for a few rows in one pipeline, takes the best
// until the page is full, and asks again only those that ran dry. Used by the event log and the list of
// broadcasts; its cost depends on the page, not on how much lies behind it.
#pragma once

#include <algorithm>
#include <deque>
#include <vector>

#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

/// What a partition has answered and the page has not taken yet, in page order.
template <class Row>
struct merge_source {
  std::deque<Row> rows;
  bool is_exhausted = false;  ///< it will answer nothing more
};

/// `ask(partition)` is the command that continues where the partition stands; `take(partition, reply,
/// source)` appends its rows and says when it is exhausted (result<void>); `is_before(a, b)` is the page's
/// order. All three live until the task ends.
template <class Row, class Ask, class Take, class Order>
task<result<std::vector<Row>>> merge_partitions(net::redis& redis, std::size_t limit, Ask ask, Take take,
                                                Order is_before) {
  std::vector<merge_source<Row>> sources(partition_count);
  std::vector<Row> page;
  while (page.size() < limit) {
    std::vector<partition> dry;
    std::vector<net::redis_command> commands;
    for (unsigned index = 0; index < partition_count; ++index) {
      if (sources[index].is_exhausted || !sources[index].rows.empty()) continue;
      dry.push_back(static_cast<partition>(index));
      commands.push_back(ask(static_cast<partition>(index)));
    }
    if (!dry.empty()) {
      auto replies = co_await redis.pipeline(std::move(commands));
      for (std::size_t index = 0; index < dry.size(); ++index) {
        auto reply = net::require_success(std::move(replies[index]));
        if (!reply) co_return reply.error();
        result<void> taken = take(dry[index], *reply, sources[dry[index]]);
        if (!taken) co_return taken.error();
      }
      continue;  // what it answered may all have been filtered out
    }
    merge_source<Row>* best = nullptr;
    for (auto& source : sources) {
      if (source.rows.empty()) continue;
      if (best == nullptr || is_before(source.rows.front(), best->rows.front())) best = &source;
    }
    if (best == nullptr) break;
    page.push_back(std::move(best->rows.front()));
    best->rows.pop_front();
  }
  co_return page;
}

}  // namespace carillon::queue
