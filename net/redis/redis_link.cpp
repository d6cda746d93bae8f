#include "net/redis/redis_link.hpp"

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "base/log.hpp"

namespace carillon::net {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t write_size = 256 * 1024;  // per write: bounds what is held twice, as words and as bytes
constexpr auto tick_interval = 50ms;
constexpr std::size_t most_refusals = 16;

// Links of all threads that are connected: the process is up while one is.
std::atomic<int> connected_links{0};

}  // namespace

redis_link::redis_link(asio::io_context& context, std::shared_ptr<const redis_connector> connector)
    : context_(context),
      connector_(std::move(connector)),
      patience_(connector_->command_timeout()),
      pause_(context),
      ticker_(context) {}

void redis_link::start() {
  // No task_group: the link ends with close(), which cannot wait for a join; `self` keeps it alive until
  // then.
  asio::co_spawn(context_, run(shared_from_this()), [](std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);  // a bug: let it end the loop rather than hang every caller
  });
}

task<> redis_link::run(std::shared_ptr<redis_link> self) {
  while (!is_closed_) {
    session_ = connector_->make_session();
    auto opened = co_await connector_->open(session_);
    if (is_closed_) break;
    if (opened) {
      set_connected(true);
      auto cause = co_await serve(session_);
      if (std::exchange(is_stalled_, false))
        cause = error(errc::unavailable, "Redis did not answer in time: the connection was dropped");
      set_connected(false);
      session_->close();
      if (is_closed_) break;  // close() has its own answer for whoever waits
      pipeline_.fail_sent(cause, std::chrono::steady_clock::now());
      note_failure(cause);
    } else {
      session_->close();
      note_failure(opened.error());
      // Waiting would not help these: a person must act first.
      if (opened.error().code == errc::configuration) pipeline_.fail_unsent(opened.error());
    }
    if (is_closed_) break;
    pause_.expires_after(backoff_.next());
    co_await pause_.async_wait(no_throw);
  }
}

task<error> redis_link::serve(std::shared_ptr<redis_session> session) {
  session->on_refill([this](std::string& out) { pipeline_.encode(out, write_size); });
  session->flush();
  while (true) {
    auto replies = co_await session->read_replies();
    if (!replies) co_return replies.error();
    backoff_.reset();
    const auto now = std::chrono::steady_clock::now();
    bool is_demoted = false;
    for (auto& reply : *replies) {
      const auto verdict = pipeline_.on_reply(std::move(reply), now);
      if (verdict == redis_pipeline::verdict::out_of_step)
        co_return error(errc::corrupted, "Redis sent a reply that nobody waits for");
      is_demoted |= verdict == redis_pipeline::verdict::reconnect;
      if (verdict == redis_pipeline::verdict::refused) note_refusal(pipeline_.refusal());
    }
    if (is_demoted) co_return error(errc::unavailable, "Redis is read-only: not the primary any more");
    if (pipeline_.has_unsent()) post_flush();
  }
}

void redis_link::submit(redis_request request) {
  if (is_closed_) {
    asio::post(context_,
               [done = std::move(request.done)] { done(error(errc::cancelled, "Redis client closed")); });
    return;
  }
  request.submitted = std::chrono::steady_clock::now();
  request.deadline = patience_.deadline_for(request.payload_bytes(), request.submitted);
  pipeline_.submit(std::move(request));
  post_flush();
  if (!is_ticking_) tick();
}

void redis_link::post_flush() {
  if (!is_connected_ || std::exchange(is_flush_posted_, true)) return;
  asio::post(context_, [self = shared_from_this()] {
    self->is_flush_posted_ = false;
    if (self->is_connected_) self->session_->flush();
  });
}

void redis_link::tick() {
  is_ticking_ = true;
  ticker_.expires_after(tick_interval);
  ticker_.async_wait([self = shared_from_this()](const boost::system::error_code& ec) {
    self->is_ticking_ = false;
    if (ec || self->is_closed_) return;
    if (self->pipeline_.expire(std::chrono::steady_clock::now())) {
      self->is_stalled_ = true;
      self->session_->close();
    }
    if (self->pipeline_.has_unsent()) self->post_flush();
    if (!self->pipeline_.is_empty() && !self->is_ticking_) self->tick();
  });
}

void redis_link::set_connected(bool is_connected) {
  if (is_connected_ == is_connected) return;
  is_connected_ = is_connected;
  const int count = connected_links += is_connected ? 1 : -1;
  up_.set(count > 0 ? 1 : 0);
  if (!is_connected) return;
  last_failure_.clear();
  refusals_.clear();
  log::info("redis_connected", "connected to Redis", {{"url", connector_->url()}});
}

void redis_link::note_failure(const error& cause) {
  if (last_failure_ == cause.detail) return;  // once, not at each attempt
  last_failure_ = cause.detail;
  log::write(cause.code == errc::configuration ? log::level::error : log::level::warn, "redis_unavailable",
             cause.detail, {{"code", to_string(cause.code)}});
}

/// Each kind of refusal once a connection: whoever needs the command asks again and again.
void redis_link::note_refusal(const error& cause) {
  if (refusals_.size() >= most_refusals || !refusals_.insert(cause.detail).second) return;
  log::error(
      "redis_refuses", cause.detail,
      {{"cure", "give the user of redis.url its password and rights back; nothing is lost meanwhile"}});
}

void redis_link::close() {
  if (std::exchange(is_closed_, true)) return;
  pause_.cancel();
  ticker_.cancel();
  if (session_) session_->close();
  set_connected(false);
  asio::post(context_, [self = shared_from_this()] {
    const error cause(errc::cancelled, "Redis client closed; the command may have run");
    self->pipeline_.fail_sent(cause, steady_time::min());
    self->pipeline_.fail_unsent(cause);
  });
}

}  // namespace carillon::net
