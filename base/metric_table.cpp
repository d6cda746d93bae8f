#include "base/metric_table.hpp"

#include <array>

namespace carillon::metrics {
namespace {

using enum metric_type;

constexpr std::array table{
    metric{"carillon_broadcasts_accepted_total", counter, "", "Broadcasts accepted and made durable."},
    metric{"carillon_broadcasts_rejected_total", counter, "reason",
           "Broadcasts refused: invalid, or the code that the answer names."},
    metric{"carillon_expansion_recipients_total", counter, "",
           "Recipients that broadcasts were expanded to."},
    metric{"carillon_deliveries_total", counter, "channel,provider,outcome",
           "Deliveries that reached their final outcome."},
    metric{"carillon_delivery_attempts_total", counter, "channel,provider,outcome,class",
           "Requests made to providers, by outcome and by class of reason."},
    metric{"carillon_delivery_duration_seconds", histogram, "channel,provider",
           "From sending a request to a provider to its answer.", buckets::seconds},
    metric{"carillon_delivery_lag_seconds", histogram, "channel",
           "From accepting a broadcast to the provider accepting the delivery.", buckets::lag},
    metric{"carillon_queue_ready_jobs", gauge, "lane", "Jobs that could be claimed now."},
    metric{"carillon_queue_ready_recipients", gauge, "lane",
           "Recipients in the jobs that could be claimed now."},
    metric{"carillon_queue_due_jobs", gauge, "", "Jobs that wait for their time."},
    metric{"carillon_queue_leased_jobs", gauge, "", "Jobs a worker holds."},
    metric{"carillon_queue_dead_jobs", gauge, "", "Jobs given up, kept for redrive."},
    metric{"carillon_queue_oldest_age_seconds", gauge, "lane",
           "How long ready jobs have waited that nobody tried yet: the longest of those next in line."},
    metric{"carillon_lease_expired_total", counter, "",
           "Leases that were taken back: they ran out, or their worker is gone."},
    metric{"carillon_jobs_dead_total", counter, "reason",
           "Jobs given up: poison (workers died holding them), damaged, failed."},
    metric{"carillon_fence_rejections_total", counter, "",
           "Commits refused because another worker holds the job."},
    metric{"carillon_commit_incomplete_total", counter, "",
           "Jobs that could not be finished for want of outcomes."},
    metric{"carillon_commit_duration_seconds", histogram, "", "One commit of outcomes to Redis.",
           buckets::seconds},
    metric{"carillon_commit_outcomes", histogram, "", "Outcomes in one commit.", buckets::items},
    metric{"carillon_inflight_requests", gauge, "provider", "Requests to providers without an answer yet."},
    metric{"carillon_breaker_state", gauge, "provider", "Circuit breaker: 0 closed, 1 half open, 2 open."},
    metric{"carillon_retry_budget_exhausted_total", counter, "",
           "Retries put off because too many were under way."},
    metric{"carillon_template_failures_total", counter, "channel",
           "Templates that failed for a chunk or an inbox item: the broadcast's own text was used."},
    metric{"carillon_tokens_revoked_total", counter, "channel",
           "Device tokens discarded on a provider's word."},
    metric{"carillon_feedback_floods_total", counter, "",
           "Times that so much of a project's mail came back that its addresses are not suppressed."},
    metric{"carillon_webhook_calls_total", counter, "outcome",
           "Calls of webhook endpoints: delivered, failed."},
    metric{"carillon_webhook_endpoints_behind", gauge, "",
           "Webhook endpoints that wait to be told of an event older than five minutes."},
    metric{
        "carillon_webhook_endpoints_overtaken_total", counter, "",
        "Times that events were removed by age before a webhook endpoint was told of them; at most once an "
        "hour for each."},
    metric{"carillon_webhook_endpoints_disabled_total", counter, "",
           "Webhook endpoints switched off: gone, or nothing but failures for days."},
    metric{"carillon_receipts_total", counter, "provider,outcome",
           "Receipts of deliveries that a provider had taken: delivered, undelivered, revoked, unconfirmed "
           "(none "
           "came), abandoned (the integration is gone)."},
    metric{"carillon_receipts_refused_total", counter, "",
           "Commits whose receipts are not awaited, for too many are already."},
    metric{"carillon_redis_command_duration_seconds", histogram, "script",
           "From writing a command or script to its reply.", buckets::seconds},
    metric{"carillon_redis_errors_total", counter, "code", "Error replies and lost connections, by code."},
    metric{"carillon_redis_memory_ratio", gauge, "", "used_memory / maxmemory of Redis; 0 without a limit."},
    metric{"carillon_redis_up", gauge, "", "1 while Redis answers."},
    metric{"carillon_clock_offset_seconds", gauge, "", "Redis' clock minus ours."},
    metric{"carillon_http_requests_total", counter, "route,method,code", "API requests answered."},
    metric{"carillon_http_request_duration_seconds", histogram, "route",
           "From a request's last byte to its answer's first.", buckets::seconds},
    metric{
        "carillon_http_cut_off_total", counter, "held",
        "Connections cut off because too much was held for their kind: bodies under way, answers not taken."},
    metric{"carillon_loop_lag_seconds", histogram, "thread",
           "How late a loop came to what was due, asked ten times a second.", buckets::seconds},
    metric{"carillon_pruned_total", counter, "kind",
           "Events, broadcasts and records of tokens removed because of their age."},
    metric{"carillon_damaged_rows_total", counter, "kind",
           "Stored rows that could not be read and were left out of a list; the log names them."},
    metric{"carillon_task_failures_total", counter, "",
           "Tasks that ended by an exception: each is a bug; the log names it."},
    metric{"carillon_log_dropped_total", counter, "",
           "Log lines lost because standard output was not read in time."},
    metric{"carillon_build_info", gauge, "version,commit", "Always 1; says what runs."},
};

constexpr std::array seconds_bounds{.001, .0025, .005, .01, .025, .05, .075, .1,
                                    .25,  .5,    .75,  1.,  2.5,  5.,  7.5,  10.};
constexpr std::array lag_bounds{.01, .025, .05, .1, .25, .5, 1., 2.5, 5., 10., 30., 60., 300., 900., 3600.};
constexpr std::array item_bounds{1., 2., 5., 10., 20., 50., 100., 200., 500., 1000.};

}  // namespace

std::span<const metric> all() noexcept {
  return table;
}

std::span<const double> bounds_of(buckets which) noexcept {
  switch (which) {
    case buckets::none:
      return {};
    case buckets::seconds:
      return seconds_bounds;
    case buckets::lag:
      return lag_bounds;
    case buckets::items:
      return item_bounds;
  }
  return {};
}

}  // namespace carillon::metrics
