#include "net/redis/redis_subscriber.hpp"

#include <boost/asio/co_spawn.hpp>

#include "base/log.hpp"
#include "net/redis/resp.hpp"

namespace carillon::net {

namespace {
constexpr std::chrono::seconds heartbeat_interval{15};

/// A name without wildcards is subscribed to as a channel: Redis counts who listens to it, and an ACL may
/// allow it by a pattern.
redis_command subscription(const std::string& pattern) {
  const bool is_channel = pattern.find_first_of("*?[\\") == std::string::npos;
  return {is_channel ? "SUBSCRIBE" : "PSUBSCRIBE", pattern};
}
}  // namespace

redis_subscriber::redis_subscriber(asio::io_context& context,
                                   std::shared_ptr<const redis_connector> connector)
    : context_(context), connector_(std::move(connector)), pause_(context), heartbeat_(context) {}

void redis_subscriber::subscribe(std::string pattern, listener on_message) {
  if (is_closed_) return;
  // Sent even when the pattern is known: the confirmation tells the new listener that it is in effect.
  if (is_connected_) send(subscription(pattern));
  listeners_[std::move(pattern)].push_back(std::make_shared<listener>(std::move(on_message)));
  if (std::exchange(is_started_, true)) return;
  asio::co_spawn(context_, run(shared_from_this()), [](std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);  // as in redis_link::start
  });
}

task<> redis_subscriber::run(std::shared_ptr<redis_subscriber> self) {
  while (!is_closed_) {
    session_ = connector_->make_session();
    auto opened = co_await connector_->open(session_);
    if (is_closed_) break;
    if (opened) {
      is_connected_ = true;
      co_await serve(session_);
      is_connected_ = false;
      heartbeat_.cancel();
    }
    session_->close();
    if (is_closed_) break;
    pause_.expires_after(backoff_.next());
    co_await pause_.async_wait(no_throw);
  }
}

task<> redis_subscriber::serve(std::shared_ptr<redis_session> session) {
  output_.clear();
  session->on_refill([this](std::string& out) { std::swap(out, output_); });
  for (const auto& [pattern, listeners] : listeners_) send(subscription(pattern));
  has_heard_ = true;
  watch();
  while (!is_closed_) {
    auto replies = co_await session->read_replies();
    if (!replies) co_return;  // the command link, which met the same fate, logs why
    backoff_.reset();
    has_heard_ = true;
    for (const auto& reply : *replies) dispatch(reply);
  }
}

void redis_subscriber::dispatch(const redis_reply& message) {
  if (message.is_error()) {
    log::error("redis_subscription_refused", message.text);
    return;
  }
  const auto& parts = message.elements;
  if (parts.size() == 4 && parts[0].text == "pmessage") {
    notify(parts[1].text, parts[2].text, parts[3].text);
  } else if (parts.size() == 3 && parts[0].text == "message") {
    notify(parts[1].text, parts[1].text, parts[2].text);
  } else if (parts.size() == 3 && (parts[0].text == "psubscribe" || parts[0].text == "subscribe")) {
    notify(parts[1].text, "", "");
  }
}

void redis_subscriber::notify(const std::string& pattern, std::string_view channel,
                              std::string_view payload) {
  const auto found = listeners_.find(pattern);
  if (found == listeners_.end()) return;
  const auto listeners = found->second;  // a copy: a listener may subscribe
  for (const auto& each : listeners) {
    if (is_closed_) return;
    (*each)(channel, payload);
  }
}

void redis_subscriber::send(const redis_command& command) {
  append_command(output_, command.words);
  session_->flush();
}

void redis_subscriber::watch() {
  heartbeat_.expires_after(heartbeat_interval);
  heartbeat_.async_wait([self = shared_from_this()](const boost::system::error_code& ec) {
    if (ec || !self->is_connected_) return;
    if (!std::exchange(self->has_heard_, false)) return self->session_->close();
    self->send({"PING"});
    self->watch();
  });
}

void redis_subscriber::close() {
  if (std::exchange(is_closed_, true)) return;
  pause_.cancel();
  heartbeat_.cancel();
  if (session_) session_->close();
}

}  // namespace carillon::net
