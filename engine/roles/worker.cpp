#include "engine/roles/worker.hpp"

#include "engine/parts/containment.hpp"
#include "engine/roles/worker_impl.hpp"
#include "net/tls/tls.hpp"
#include "queue/reply.hpp"

namespace carillon::engine {
namespace {

/// So old may an integration be that a delivery goes by where the watch missed its change: a chunk must not
/// cost a read.
constexpr std::chrono::seconds integrations_remembered_for{2};
/// Beyond what a provider may take to answer: so long nothing may move while work waits.
constexpr std::chrono::seconds work_patience{30};

worker_environment with_pool(worker_environment environment) {
  if (!environment.compute) environment.compute = std::make_shared<net::compute_pool>();
  return environment;
}

}  // namespace

worker::impl::impl(asio::io_context& context, worker_environment environment)
    : context_(context),
      environment_(with_pool(std::move(environment))),
      redis_(net::connect_redis(context, environment_.redis)),
      wheel_(context),
      tasks_(context),
      loops_(context),
      queue_(*redis_, {environment_.settings.redis.key_prefix, environment_.settings.redis.durability}),
      keyring_(*redis_, queue_.names(), environment_.master_keys),
      events_(*redis_, queue_.names()),
      users_(*redis_, queue_.names(), keyring_),
      tokens_(*redis_, queue_.names()),
      channel_tokens_(*redis_, queue_.names(), keyring_),
      integrations_(*redis_, queue_.names(), keyring_, integrations_remembered_for),
      installations_(*redis_, queue_.names(), keyring_),
      recipients_(*redis_, queue_.names()),
      plans_(*redis_, queue_.names()),
      templates_(*redis_, queue_.names()),
      suppressions_(*redis_, queue_.names()),
      inbox_(*redis_, queue_.names()),
      parts_{.context = context_,
             .settings = environment_.settings,
             .wheel = wheel_,
             .tasks = tasks_,
             .queue = queue_,
             .events = events_,
             .keyring = keyring_,
             .users = users_,
             .tokens = tokens_,
             .channel_tokens = channel_tokens_,
             .integrations = integrations_,
             .installations = installations_,
             .recipients = recipients_,
             .plans = plans_,
             .templates = templates_,
             .suppressions = suppressions_,
             .inbox = inbox_,
             .compute = *environment_.compute} {}

worker::impl::roles::roles(impl& whole, std::shared_ptr<boost::asio::ssl::context> tls)
    : senders(whole.parts_, whole.environment_.shared, whole.environment_.guard, tls),
      leases(whole.parts_),
      plans(whole.parts_, senders,
            [this](broadcast_id broadcast) {
              finisher.note(broadcast);
              dispatcher.wake();
            }),
      finisher(whole.parts_,
               [this](broadcast_id broadcast) {
                 plans.cancel(broadcast);
                 dispatcher.cancel(broadcast);
               }),
      dispatcher(whole.parts_, senders, leases,
                 {.on_plan = [this](std::shared_ptr<held_job> held) { plans.take_on(std::move(held)); },
                  .plans = [this] { return plans.under_way(); },
                  .on_jobs_done = [this](broadcast_id broadcast) { finisher.note(broadcast); }}),
      stager(whole.parts_),
      reaper(whole.parts_),
      pruner(whole.parts_, whole.keyring_),
      respeller(whole.parts_, whole.keyring_),
      receipts(whole.parts_, senders),
      gauges(
          whole.parts_, [this] { return dispatcher.in_flight_by_provider(); },
          [this] { return senders.breakers(std::chrono::steady_clock::now()); },
          whole.environment_.shared->breakers),
      integrations(whole.parts_, senders,
                   [this](project_id project, const std::shared_ptr<const routes>& now) {
                     dispatcher.reroute(project, now);
                   }),
      webhooks(whole.parts_, whole.keyring_, whole.environment_.guard, std::move(tls)) {}

task<result<void>> worker::impl::prepare() {
  auto tls = net::make_client_tls({.ca_file = environment_.settings.providers.ca_file});
  if (!tls) co_return tls.error();
  auto prepared = co_await queue_.prepare();
  if (!prepared) co_return prepared;
  auto opened = co_await keyring_.open();
  if (!opened) co_return opened;
  roles_.emplace(*this, *tls);
  co_return result<void>();
}

void worker::impl::start() {
  has_started_ = true;
  subscribe();
  is_measuring_ = environment_.shared->claim_measuring();
  parts_.pulse.begin();
  keep(tasks_, "dispatcher", [this] { return roles_->dispatcher.run(); });
  keep(loops_, "lease_keeper", [this] { return roles_->leases.run(); });
  keep(loops_, "stager", [this] { return roles_->stager.run(); });
  keep(loops_, "reaper", [this] { return roles_->reaper.run(); });
  keep(loops_, "finisher", [this] { return roles_->finisher.run(); });
  keep(loops_, "sweep", [this] { return roles_->finisher.sweep(); });
  // One of a process is enough.
  if (is_measuring_) {
    keep(loops_, "pruner", [this] { return roles_->pruner.run(); });
    keep(loops_, "respeller", [this] { return roles_->respeller.run(); });
    keep(loops_, "receipt_collector", [this] { return roles_->receipts.run(); });
  }
  keep(loops_, "integration_watch", [this] { return roles_->integrations.run(); });
  keep(loops_, "webhook_publisher", [this] { return roles_->webhooks.run(); });
  keep(loops_, "gauges", [this] { return roles_->gauges.run(is_measuring_); });
}

void worker::impl::keep(net::task_group& group, const std::string& name, std::function<task<>()> loop) {
  group.spawn(name, keep_going(parts_, name, std::move(loop)));
}

/// News of logs are for who follows them. A wake-up says which partition has work; an empty one, that we may
/// have missed some. Who missed a deletion finds its jobs gone when it commits or renews; who missed a
/// cancellation, at the next sweep.
void worker::impl::subscribe() {
  queue_.be_present();
  redis_->subscribe(queue_.names().wake_pattern(), [this](std::string_view, std::string_view text) {
    roles_->dispatcher.wake(queue::parse_wake_message(text));
  });
  redis_->subscribe(queue_.names().news_pattern(), [this](std::string_view channel, std::string_view) {
    const auto project = queue_.names().news_of(channel);
    if (project || channel.empty()) roles_->webhooks.wake(project);
  });
  redis_->subscribe(queue_.names().project_pattern(),
                    [this](std::string_view channel, std::string_view what) {
                      const auto project = queue_.names().project_of(channel);
                      if (project && what == queue::project_is_going) roles_->leases.drop(*project);
                      if (const auto which = queue::cancelled_in(what)) roles_->finisher.note(*which);
                    });
}

worker_stats worker::impl::stats() const noexcept {
  if (!roles_) return {};
  return {.in_flight = roles_->dispatcher.in_flight(), .open_jobs = roles_->dispatcher.open_jobs()};
}

std::optional<std::string> worker::impl::trouble(steady_time now) const {
  const auto patience = work_patience + 2 * environment_.settings.providers.request_timeout;
  return parts_.pulse.trouble(now, patience);
}

std::shared_ptr<process_share> make_process_share(unsigned workers) {
  return std::make_shared<process_share>(workers);
}

worker::worker(asio::io_context& context, worker_environment environment)
    : impl_(std::make_unique<impl>(context, std::move(environment))) {}
worker::~worker() = default;
task<result<void>> worker::prepare() {
  return impl_->prepare();
}
task<result<void>> worker::take_back_leases() {
  return impl_->take_back_leases();
}
void worker::start() {
  impl_->start();
}
task<void> worker::drain(std::chrono::milliseconds patience) {
  return impl_->drain(patience);
}
worker_stats worker::stats() const noexcept {
  return impl_->stats();
}
std::optional<std::string> worker::trouble(steady_time now) const {
  return impl_->trouble(now);
}

}  // namespace carillon::engine
