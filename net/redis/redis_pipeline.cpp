#include "net/redis/redis_pipeline.hpp"

#include <algorithm>
#include <iterator>

#include "net/redis/redis_errors.hpp"

namespace carillon::net {

namespace {

using namespace std::chrono_literals;

// 50, 100, 200, 400, 500, 500… ms
std::chrono::milliseconds retry_delay(unsigned retries) {
  return std::min(50ms * (1 << std::min(retries, 4U)), 500ms);
}

error not_sent(const redis_request& request) {
  if (!request.last_refusal.empty())
    return {errc::unavailable,
            "Redis kept answering " + request.last_refusal + " until the command's deadline"};
  return {errc::unavailable, "Redis could not be reached before the command's deadline"};
}

// Moves out of `from` what is overdue, keeping order on both sides.
template <class Queue>
std::vector<redis_request> take_overdue(Queue& from, steady_time now) {
  const auto is_timely = [now](const redis_request& request) { return request.deadline > now; };
  std::vector<redis_request> overdue;
  if (std::all_of(from.begin(), from.end(), is_timely)) return overdue;
  Queue timely;
  for (auto& request : from) {
    if (is_timely(request)) {
      timely.push_back(std::move(request));
    } else {
      overdue.push_back(std::move(request));
    }
  }
  from.swap(timely);
  return overdue;
}

}  // namespace

void redis_pipeline::encode(std::string& out, std::size_t limit) {
  while (!unsent_.empty() && out.size() < limit) {
    unsent_.front().append_to(out);
    sent_.push_back(std::move(unsent_.front()));
    unsent_.pop_front();
  }
}

redis_pipeline::verdict redis_pipeline::on_reply(redis_reply reply, steady_time now) {
  if (sent_.empty()) return verdict::out_of_step;
  auto request = std::move(sent_.front());
  sent_.pop_front();
  if (!reply.is_error()) {
    finish(std::move(request), std::move(reply), now);
    return verdict::proceed;
  }
  const auto word = reply.error_word();
  metrics::get_counter("carillon_redis_errors_total", {{"code", metric_label(word)}}).add();
  switch (action_for(word)) {
    case redis_error_action::send_body:
      if (!request.script || request.has_to_send_body)
        break;  // once: a second NOSCRIPT is the caller's to see
      request.has_to_send_body = true;
      unsent_.push_front(std::move(request));
      return verdict::proceed;
    case redis_error_action::retry:
      queue_again(std::move(request), word, now);
      return verdict::proceed;
    case redis_error_action::refuse:
      refusal_ = error(errc::configuration, "Redis refuses the command: " + describe(reply));
      request.finish(refusal_);
      return verdict::refused;
    case redis_error_action::reconnect:
      finish(std::move(request), std::move(reply), now);
      return verdict::reconnect;
    case redis_error_action::deliver:
      break;
  }
  finish(std::move(request), std::move(reply), now);
  return verdict::proceed;
}

void redis_pipeline::finish(redis_request request, redis_reply reply, steady_time now) {
  duration_of(request).observe(std::chrono::duration<double>(now - request.submitted).count());
  request.finish(std::move(reply));
}

void redis_pipeline::queue_again(redis_request request, std::string_view refusal, steady_time now) {
  request.last_refusal = refusal;
  request.not_before = now + retry_delay(request.retries++);
  retrying_.push_back(std::move(request));
}

bool redis_pipeline::expire(steady_time now) {
  auto overdue = take_overdue(unsent_, now);
  auto overdue_retries = take_overdue(retrying_, now);
  std::move(overdue_retries.begin(), overdue_retries.end(), std::back_inserter(overdue));

  auto candidates = std::exchange(retrying_, {});
  for (auto& request : candidates) {
    if (request.not_before > now) {
      retrying_.push_back(std::move(request));
    } else {
      unsent_.push_back(std::move(request));
    }
  }

  for (auto& request : overdue) request.finish(not_sent(request));
  return std::any_of(sent_.begin(), sent_.end(),
                     [now](const auto& request) { return request.deadline <= now; });
}

void redis_pipeline::fail_sent(const error& cause, steady_time now) {
  auto lost = std::exchange(sent_, {});
  for (auto& request : lost) {
    if (request.deadline <= now) {
      request.finish(error(errc::timeout, "Redis did not answer in time; the command may have run"));
    } else {
      request.finish(cause);
    }
  }
}

void redis_pipeline::fail_unsent(const error& cause) {
  auto unsent = std::exchange(unsent_, {});
  auto retrying = std::exchange(retrying_, {});
  for (auto& request : unsent) request.finish(cause);
  for (auto& request : retrying) request.finish(cause);
}

metrics::histogram& redis_pipeline::duration_of(const redis_request& request) {
  const auto found = durations_.find(request.script);
  if (found != durations_.end()) return found->second;
  const auto label = request.script ? request.script->name() : std::string_view("none");
  const auto series = metrics::get_histogram("carillon_redis_command_duration_seconds", {{"script", label}});
  return durations_.emplace(request.script, series).first->second;
}

}  // namespace carillon::net
