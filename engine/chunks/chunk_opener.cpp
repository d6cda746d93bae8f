#include "engine/chunks/chunk_opener.hpp"

#include <algorithm>

#include "base/address_form.hpp"
#include "base/log.hpp"
#include "engine/chunks/address_book.hpp"
#include "engine/chunks/step_gate.hpp"
#include "engine/content/callback_links.hpp"
#include "engine/content/personal_variables.hpp"
#include "engine/content/unsubscribe_links.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/fault_point.hpp"
#include "engine/parts/wakeup.hpp"
#include "queue/derived_ids.hpp"

namespace carillon::engine {
namespace {

/// What those who are out of order answered last.
std::map<provider, queue::last_answer> complaints_of(const routes& by, channel over) {
  std::map<provider, queue::last_answer> found;
  for (const auto& each : by.senders()) {
    const auto& said = each->complaint();
    const bool has_said = said.code != 0 || said.reason != 0;
    if (each->facts().over == over && each->is_open() && has_said) found[each->via()] = said;
  }
  return found;
}

}  // namespace

chunk_opener::chunk_opener(worker_parts& parts, sender_registry& senders)
    : parts_(parts),
      senders_(senders),
      contents_(parts.queue, parts.compute, parts.settings.retry.max_age),
      cancellations_(parts.queue.link(), parts.queue.names()) {}

task<result<void>> chunk_opener::open(std::shared_ptr<chunk> chunk) {
  patience pause;
  while (!parts_.is_draining && !chunk->held().is_lost) {
    auto gathered = co_await gather(chunk->held());
    if (gathered) {
      if (chunk->held().is_lost) break;
      // An integration may have been saved since they were asked for.
      if (auto latest = senders_.last_routes_of(chunk->job().project)) gathered->routes = std::move(latest);
      if (gathered->closed_for) {
        chunk->stay_closed(*gathered->closed_for, complaints_of(*gathered->routes, chunk->job().via));
        co_return error(errc::cancelled, "nobody can be sent anything of it for now");
      }
      chunk->open(std::move(*gathered));
      co_return result<void>();
    }
    if (!is_passing(gathered.error())) {
      log::error("chunk_unreadable", gathered.error().detail, {{"jid", chunk->job().id}});
      co_return gathered.error();
    }
    if (lacks_room(chunk->job().via)) {
      chunk->stay_closed(parts_.room.wait(std::chrono::steady_clock::now(), chunk->dice()), {});
      break;
    }
    co_await parts_.sleep(pause.next());
  }
  co_return error(errc::cancelled, "the chunk was not opened");
}

/// What goes into inboxes stays in Redis; the rest only passes through.
bool chunk_opener::lacks_room(channel over) const noexcept {
  return over == channel::in_app && parts_.room.is_full(std::chrono::steady_clock::now());
}

task<result<chunk_materials>> chunk_opener::gather(held_job& held) {
  const auto& job = held.job;
  chunk_materials materials;
  fault_point(fault::open_content);
  auto content = co_await contents_.get(job.project, job.broadcast);
  if (!content) co_return content.error();
  const auto times = (*content)->times_of(job.via);
  materials.expires_ms = times.expires_ms;
  materials.foreign_expires_ms = times.begins_ms + parts_.settings.retry.foreign_max_age.count();
  fault_point(fault::open_routes);
  auto found = co_await senders_.routes_of(job.project);
  if (!found) co_return found.error();
  materials.routes = *found;
  store::recipients::needs wanted{.providers = {}, .category = (*content)->text("category")};
  // Asked anew for every job: what the broadcast says never changes and is remembered, this is not.
  const auto cancelled = co_await cancellations_.is_cancelled(job.broadcast);
  if (!cancelled) co_return cancelled.error();
  materials.is_cancelled = *cancelled;
  if (!*cancelled && (materials.routes->serves(job.via) || is_reached_by_device(job.via)))
    wanted.providers = token_kinds_of(job.via);
  const auto left =
      std::chrono::milliseconds(materials.expires_ms - held.redis_ms(std::chrono::steady_clock::now()));
  if (!*cancelled && left.count() > 0) {
    // What would have to be put away again unsent is not even read: a sender that is down must not cost
    // others the time to look at all that waits for it.
    const auto now = std::chrono::steady_clock::now();
    materials.closed_for = lacks_room(job.via)
                               ? parts_.room.wait(now, throw_dice())
                               : materials.routes->closed_for(job.via, job.count, throw_dice(), now);
    if (materials.closed_for) {
      materials.closed_for = std::min(*materials.closed_for, left);
      co_return materials;
    }
  }
  fault_point(fault::open_recipients);
  auto recipients = co_await parts_.recipients.load(job, std::move(wanted));
  if (!recipients) co_return recipients.error();
  materials.recipients = std::move(*recipients);
  if (materials.is_cancelled) co_return materials;
  if (materials.expires_ms <= held.redis_ms(std::chrono::steady_clock::now())) co_return materials;

  personal_variables variables(parts_, held, **content, materials.recipients);
  step_gate gate(parts_, job, **content, materials.recipients);
  auto decided = co_await gate.decide(**found, variables);
  if (!decided) co_return decided.error();
  materials.decided = std::move(*decided);
  if (std::ranges::all_of(materials.decided, [](const auto& fate) { return fate.has_value(); }))
    co_return materials;
  fault_point(fault::open_words);
  auto words = co_await find_wording(parts_, job, **content, materials.decided, variables);
  if (!words) co_return words.error();
  materials.words = std::move(*words);
  auto addressed = co_await find_addresses(parts_, job, variables, materials);
  if (!addressed) co_return addressed.error();
  co_await compose(held, (*content)->text("category"), materials);
  co_await authorize(held, materials.routes);
  co_return materials;
}

/// Requests are rendered from templates made once for a rendition: here, at the bench, and not while the
/// window is filled, where a long text would hold up everybody's deliveries. So are the links that mails
/// have, and those that providers call back.
task<> chunk_opener::compose(held_job& held, std::string category, chunk_materials& materials) {
  workbench::stint bench(parts_.bench, held.meter);
  co_await bench.begin();
  const auto over = held.job.via;
  std::optional<unsubscribe_links> links;
  if (over == channel::email) links.emplace(parts_.keyring, parts_.settings.api.public_url);
  if (links) materials.unsubscribe_urls.resize(materials.recipients.size());
  const callback_links callbacks(parts_.keyring, parts_.settings.api.public_url);
  for (std::size_t each = 0; each < materials.recipients.size(); ++each) {
    if (materials.decided[each]) continue;
    const auto& personal = materials.words.personal;
    auto& words = each < personal.size() && personal[each] ? *personal[each] : *materials.words.common;
    const auto prepare = [&](provider whose, const providers::address& to) {
      const auto& by = materials.routes->choose(over, whose, to);
      if (!by.empty()) words.for_sender(*by.front());
    };
    for (const auto& device : materials.recipients[each].devices) {
      if (!is_sealed(device.via)) {
        prepare(device.via,
                {.text = device.token, .app_id = device.app_id, .installation = device.installation});
      }
    }
    for (auto& known : materials.addresses[each]) {
      const providers::address to{.text = known.text,
                                  .details = known.details.is_null() ? nullptr : &known.details};
      prepare(known.whose, to);
      const auto& by = materials.routes->choose(over, known.whose, to);
      if (by.empty() || !by.front()->facts().calls_back) continue;
      const auto& who = materials.recipients[each];
      const auto notification = store::notification_of(held.job, who);
      known.callback_url = callbacks.of({.project = held.job.project,
                                         .user = who.user,
                                         .notification = notification,
                                         .delivery = queue::to_delivery_id(notification, over, known.hash),
                                         .over = over,
                                         .via = by.front()->via()});
    }
    if (links)
      materials.unsubscribe_urls[each] =
          links->of({held.job.project, materials.recipients[each].user, category});
    if (bench.is_due()) co_await bench.pause();
  }
}

/// Waits a moment for the first access tokens, in nobody's way. Without one the deliveries find out.
task<> chunk_opener::authorize(held_job& held, std::shared_ptr<const routes> routes) {
  for (const auto& each : routes->senders()) {
    if (each->facts().over != held.job.via) continue;
    auto* const wanted = each->wants_credential(carillon::now(), std::chrono::steady_clock::now());
    if (!wanted) continue;
    held.meter.be_slow();
    const auto ready = std::make_shared<wakeup>(parts_.context);
    each->when_authorized(*wanted, [ready] { ready->notify(); });
    co_await ready->wait_for(credential::patience);
  }
}

}  // namespace carillon::engine
