// Who is alive: a worker listens to a channel of its own as long as its process runs. Redis notices at once
// when its connection goes, and keeps it while the process is merely stopped: those leases run out.
#include "queue/queue.hpp"
#include "queue/reply.hpp"

namespace carillon::queue {

void queue::be_present() {
  redis_.subscribe(keys_.presence_channel(nonce_), [this](std::string_view channel, std::string_view) {
    if (!channel.empty()) return;
    if (is_present_ || is_redis_young_) present_since_ = std::chrono::steady_clock::now();
    is_present_ = true;
  });
}

task<result<std::map<std::string, bool>>> queue::presence_of(std::vector<std::string> nonces) {
  std::map<std::string, bool> present;
  if (nonces.empty()) co_return present;
  net::redis_command command{"PUBSUB", "NUMSUB"};
  for (const auto& nonce : nonces) command.add(keys_.presence_channel(nonce));
  auto reply = require_array(co_await redis_.call(std::move(command)), 2 * nonces.size());
  if (!reply) co_return reply.error();
  for (std::size_t index = 0; index < nonces.size(); ++index) {
    present[nonces[index]] = integer_in(reply->elements[2 * index + 1]) > 0;
  }
  co_return present;
}

}  // namespace carillon::queue
