#include "engine/chunk_opener.hpp"

#include "base/log.hpp"
#include "engine/wakeup.hpp"

namespace carillon::engine {

chunk_opener::chunk_opener(worker_parts& parts, sender_registry& senders)
    : parts_(parts), senders_(senders), contents_(parts.queue, parts.settings.retry.max_age) {}

task<result<void>> chunk_opener::open(std::shared_ptr<chunk> chunk) {
  patience pause;
  while (!parts_.is_draining && !chunk->held().is_lost) {
    auto gathered = co_await gather(chunk->job());
    if (gathered) {
      if (chunk->held().is_lost) break;
      chunk->open(std::move(*gathered));
      co_return result<void>();
    }
    const auto code = gathered.error().code;
    if (code != errc::unavailable && code != errc::timeout) {
      log::error("chunk_unreadable", gathered.error().detail, {{"jid", chunk->job().id}});
      co_return gathered.error();
    }
    co_await parts_.sleep(pause.next());
  }
  co_return error(errc::cancelled, "the chunk was not opened");
}

task<result<chunk_materials>> chunk_opener::gather(const queue::claimed_job& job) {
  chunk_materials materials;
  auto content = co_await contents_.get(job.project, job.broadcast);
  if (!content) co_return content.error();
  materials.content = *content;
  auto found = co_await senders_.routes_of(job.project);
  if (!found) co_return found.error();
  materials.routes = *found;
  std::vector<provider> providers{provider::apns, provider::fcm};
  auto recipients = co_await parts_.recipients.load(job, std::move(providers));
  if (!recipients) co_return recipients.error();
  materials.recipients = std::move(*recipients);
  co_await authorize(materials.routes);
  co_return materials;
}

/// Waits for the first access token. Without one its sender rests, and the deliveries find out.
task<> chunk_opener::authorize(std::shared_ptr<const routes> routes) {
  if (!routes->fcm || routes->fcm->authorize(carillon::now())) co_return;
  if (routes->fcm->rest().is_resting(std::chrono::steady_clock::now())) co_return;
  const auto ready = std::make_shared<wakeup>(parts_.context);
  routes->fcm->when_authorized([ready] { ready->notify(); });
  co_await ready->wait_for(parts_.settings.providers.request_timeout);
}

}  // namespace carillon::engine
