// The inside of a worker: what it owns, in the order it is made. Included by worker.cpp and drain.cpp only.
#pragma once

#include <memory>
#include <optional>

#include "engine/chunks/lease_keeper.hpp"
#include "engine/parts/fault_point.hpp"
#include "engine/parts/gauges.hpp"
#include "engine/parts/process_share.hpp"
#include "engine/parts/worker_parts.hpp"
#include "engine/roles/dispatcher.hpp"
#include "engine/roles/finisher.hpp"
#include "engine/roles/planner.hpp"
#include "engine/roles/pruner.hpp"
#include "engine/roles/reaper.hpp"
#include "engine/roles/receipt_collector.hpp"
#include "engine/roles/respeller.hpp"
#include "engine/roles/stager.hpp"
#include "engine/roles/webhook_publisher.hpp"
#include "engine/roles/worker.hpp"
#include "engine/routing/integration_watch.hpp"
#include "engine/routing/sender_registry.hpp"

namespace carillon::engine {

class worker::impl {
 public:
  impl(asio::io_context& context, worker_environment environment);

  task<result<void>> prepare();
  task<result<void>> take_back_leases() { return roles_->reaper.take_back_all(); }
  void start();
  task<void> drain(std::chrono::milliseconds patience);
  worker_stats stats() const noexcept;
  std::optional<std::string> trouble(steady_time now) const;

 private:
  /// The roles; made by prepare(), once the trust store was read.
  struct roles {
    roles(impl& whole, std::shared_ptr<boost::asio::ssl::context> tls);
    sender_registry senders;
    lease_keeper leases;
    planner plans;
    engine::finisher finisher;
    engine::dispatcher dispatcher;
    engine::stager stager;
    engine::reaper reaper;
    engine::pruner pruner;
    engine::respeller respeller;
    receipt_collector receipts;
    engine::gauges gauges;
    integration_watch integrations;
    webhook_publisher webhooks;
  };

  void subscribe();
  void keep(net::task_group& group, const std::string& name, std::function<task<>()> loop);
  task<> step(fault which, task<> work);
  task<> wait_for_flights();
  task<> cancel_flights();
  task<> wait_for_jobs();
  task<> end_loops();
  task<> finish_noted();

  asio::io_context& context_;
  worker_environment environment_;
  std::unique_ptr<net::redis> redis_;
  net::deadline_wheel wheel_;
  net::task_group tasks_;  ///< work: commits, plans, revocations; ends by itself
  net::task_group loops_;  ///< roles that go round until they are cancelled
  queue::queue queue_;
  store::keyring keyring_;
  queue::event_log events_;
  store::users users_;
  store::device_tokens tokens_;
  store::channel_tokens channel_tokens_;
  store::integrations integrations_;
  store::installations installations_;
  store::recipients recipients_;
  store::delivery_plans plans_;
  store::message_templates templates_;
  store::suppressions suppressions_;
  store::inbox inbox_;
  worker_parts parts_;
  std::optional<roles> roles_;
  steady_time drain_deadline_ = steady_time::max();
  bool has_started_ = false;
  bool has_stopped_ = false;
  bool has_jobs_left_ = false;  ///< Redis would not take the last outcomes
  bool is_measuring_ = false;
};

}  // namespace carillon::engine
