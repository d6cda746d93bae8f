#include "net/origin_pool.hpp"

#include <algorithm>
#include <vector>

#include "net/client_connection.hpp"
#include "net/dial_pace.hpp"
#include "net/exchange_list.hpp"
#include "net/h1/h1_client_session.hpp"
#include "net/h2/h2_client_session.hpp"
#include "net/smtp/smtp_session.hpp"
#include "net/url.hpp"

namespace carillon::net {

namespace {
using clock = std::chrono::steady_clock;
}  // namespace

class origin_pool::impl final : public std::enable_shared_from_this<impl>, public client_connection::owner {
 public:
  impl(asio::io_context& context, deadline_wheel& wheel, origin_pool_options options)
      : context_(context),
        wheel_(wheel),
        options_(std::move(options)),
        carries_one_(!options_.is_secure || options_.mail) {}

  void submit(exchange& lent) {
    lent.connection_ = nullptr;
    lent.stream_ = 0;
    lent.is_flushed_ = lent.was_resent_ = false;
    lent.pool_ = this;
    ++lent_;
    waiting_.push_back(lent);
    place_waiting();
    if (lent.connection_ == nullptr) arm(lent);
  }

  void cancel(exchange& lent) {
    const auto self = shared_from_this();
    take_back(lent);
    fail(lent, transport_failure::cancelled);
    place_waiting();
  }

  void retire_connections() {
    pace_.forget();
    wheel_.disarm(dial_due_);
    for (auto& connection : std::exchange(connections_, {})) {
      leaving_.push_back(connection);
      connection->retire();
    }
    place_waiting();
  }

  void shut_down() {
    is_closing_ = true;
    wheel_.disarm(dial_due_);
    for (const auto& connection : std::exchange(connections_, {})) connection->end();
    for (const auto& connection : std::exchange(leaving_, {})) connection->end();
    end_waiting(transport_failure::cancelled, nullptr);
  }

  origin_pool_stats stats() const noexcept {
    origin_pool_stats sum;
    sum.waiting = resending_.size() + waiting_.size();
    for (const auto& group : {&connections_, &leaving_})
      for (const auto& connection : *group) {
        sum.connections += connection->is_ready() ? 1 : 0;
        sum.in_flight += connection->open_streams();
      }
    return sum;
  }

  std::size_t streams() const noexcept {
    std::size_t sum = 0, ready = 0;
    std::optional<std::size_t> best;
    for (const auto& connection : connections_) {
      if (!connection->is_ready() || connection->is_retired()) continue;
      const auto its = connection->streams();
      ++ready;
      sum += its;
      best = std::max(best.value_or(0), its);
    }
    const auto more = most_connections() - std::min(ready, most_connections());
    return sum + more * best.value_or(carries_one_ ? 1 : options_.streams);
  }

  std::optional<clock::time_point> idle_since() const noexcept {
    if (lent_ > 0) return std::nullopt;
    return idle_since_;
  }

 private:
  std::unique_ptr<client_session> make_session(std::string_view protocol,
                                               const asio::ip::address& local) override {
    if (options_.mail) {
      auto mail = *options_.mail;
      if (mail.own_name.empty()) mail.own_name = address_literal(local);
      return std::make_unique<smtp_session>(std::move(mail), options_.is_secure, lessons_);
    }
    carries_one_ = protocol != "h2";
    if (protocol == "h2")
      return std::make_unique<h2_client_session>(
          h2_client_options{.authority = authority_of(options_.target, true),
                            .streams = options_.streams,
                            .is_probed_first = options_.is_probed_first,
                            .ping_interval = options_.ping_interval,
                            .pong_patience = options_.pong_patience});
    // Whoever does not know ALPN speaks HTTP/1.1.
    if (!protocol.empty() && protocol != "http/1.1") return nullptr;
    return std::make_unique<h1_client_session>(
        h1_client_options{.authority = authority_of(options_.target, options_.is_secure),
                          .idle_timeout = options_.idle_timeout});
  }

  void on_completion(client_connection& connection, const completion& ended) override {
    if (connection.take_first_answer()) pace_.note_answer();
    auto& lent = *ended.lent;
    if (ended.failure == transport_failure::refused && !lent.was_resent_ && !is_closing_) {
      lent.was_resent_ = true;
      resending_.push_back(lent);
      return;
    }
    wheel_.disarm(lent.deadline_entry_);
    if (ended.failure) return fail(lent, is_closing_ ? transport_failure::cancelled : *ended.failure);
    count_returned();
    lent.on_response();
  }

  void on_progress(client_connection&) override { place_waiting(); }

  void on_gone(client_connection& gone, std::optional<transport_failure> dial_failure) override {
    const auto self = shared_from_this();
    const auto is_it = [&](const auto& connection) { return connection.get() == &gone; };
    std::erase_if(leaving_, is_it);
    if (std::erase_if(connections_, is_it) == 0) return place_waiting();
    // One that never answered anything counts as a failed dial: a peer that greets and then hangs up.
    if (!gone.has_answered() && !gone.was_cancelled())
      pace_.note_failure(clock::now(), dial_failure.value_or(transport_failure::connect));
    if (dial_failure && connections_.empty()) end_waiting(*dial_failure, gone.refusal());
    place_waiting();
  }

  /// Moves what waits onto streams, oldest first, and dials when streams are short.
  void place_waiting() {
    if (is_closing_) return;
    while (!resending_.is_empty() || !waiting_.is_empty()) {
      auto* const chosen = least_loaded();
      if (chosen == nullptr) return dial_if_allowed();
      auto& next = *(resending_.is_empty() ? waiting_ : resending_).pop_front();
      arm(next);
      chosen->submit(next);
    }
  }

  /// Anew when a connection takes it: it leaves in this turn of the loop.
  void arm(exchange& lent) {
    wheel_.arm(lent.deadline_entry_, clock::now() + lent.timeout, &on_deadline, &lent);
  }

  client_connection* least_loaded() const {
    client_connection* chosen = nullptr;
    for (const auto& connection : connections_)
      if (connection->capacity() > 0 &&
          (chosen == nullptr || connection->open_streams() < chosen->open_streams()))
        chosen = connection.get();
    return chosen;
  }

  void dial_if_allowed() {
    if (dial_due_.is_armed()) return;
    const auto live = static_cast<std::size_t>(std::ranges::count_if(
        connections_, [](const auto& connection) { return !connection->is_retired(); }));
    const auto most = most_connections();
    if (live >= most || (carries_one_ && is_enough_dialling())) return;
    const auto now = clock::now();
    if (now < pace_.next()) return wheel_.arm(dial_due_, pace_.next(), &on_dial_due, this);
    pace_.note_dial(now, !carries_one_);
    connections_.push_back(std::make_shared<client_connection>(
        context_, wheel_, *this,
        client_connection_options{.target = options_.target,
                                  .tls = options_.tls,
                                  .is_secure = options_.is_secure,
                                  .tickets = tickets_,
                                  .alpn = options_.mail ? "" : "h2,http/1.1",
                                  .connect_timeout = options_.connect_timeout,
                                  .guard = options_.guard,
                                  .ports = options_.mail ? service_ports::mail : service_ports::web,
                                  .name_servers = options_.name_servers,
                                  .dial_number = dials_++}));
    connections_.back()->start();
    // While the queue lasts, the next one follows after the spread.
    if (live + 1 < most) wheel_.arm(dial_due_, pace_.next(), &on_dial_due, this);
  }

  std::size_t most_connections() const noexcept {
    return carries_one_ ? options_.single_connections : options_.connections;
  }

  /// Each connection on its way has an exchange that waits for it.
  bool is_enough_dialling() const {
    const auto dialling = static_cast<std::size_t>(
        std::ranges::count_if(connections_, [](const auto& connection) { return !connection->is_ready(); }));
    return dialling >= resending_.size() + waiting_.size();
  }

  static void on_dial_due(deadline_entry&, void* pool) { static_cast<impl*>(pool)->place_waiting(); }

  static void on_deadline(deadline_entry&, void* owner) {
    auto& lent = *static_cast<exchange*>(owner);
    const auto self = static_cast<impl*>(lent.pool_)->shared_from_this();
    const bool was_running = lent.connection_ != nullptr;
    self->take_back(lent);
    const auto unsent = was_running ? transport_failure::refused : self->why_it_waited();
    self->fail(lent, lent.is_flushed_ ? transport_failure::ambiguous : unsent);
    self->place_waiting();
  }

  /// A queue that could not move because nobody answers is not an overload.
  transport_failure why_it_waited() const {
    return connections_.empty() ? pace_.trouble().value_or(transport_failure::overloaded)
                                : transport_failure::overloaded;
  }

  /// Ends the pool's loan, wherever the exchange is.
  void take_back(exchange& lent) {
    wheel_.disarm(lent.deadline_entry_);
    if (lent.connection_ != nullptr) return lent.connection_->cancel(lent);
    (lent.was_resent_ ? resending_ : waiting_).remove(lent);
    lent.is_flushed_ = false;
  }

  /// In failure, or with what the server said to all of us.
  void end_waiting(transport_failure failure, const mail_reply* refusal) {
    // As many as wait now: a callback may submit again.
    for (auto left = resending_.size() + waiting_.size(); left > 0; --left) {
      auto* next = resending_.pop_front();
      if (next == nullptr) next = waiting_.pop_front();
      if (next == nullptr) return;
      wheel_.disarm(next->deadline_entry_);
      if (refusal != nullptr)
        refuse(*next, *refusal);
      else
        fail(*next, failure);
    }
  }

  /// Before each last callback.
  void count_returned() noexcept {
    if (--lent_ == 0) idle_since_ = clock::now();
  }
  void refuse(exchange& lent, const mail_reply& refusal) {
    lent.response.clear();
    lent.response.status = refusal.code;
    lent.response.mail.assign(lent.request.envelope.to.size(), refusal);
    count_returned();
    lent.on_response();
  }
  void fail(exchange& lent, transport_failure failure) {
    count_returned();
    lent.on_failure(failure);
  }

  asio::io_context& context_;
  deadline_wheel& wheel_;
  origin_pool_options options_;
  std::vector<std::shared_ptr<client_connection>>
      connections_;                                          ///< dialling, ready, or told to go by the peer
  std::vector<std::shared_ptr<client_connection>> leaving_;  ///< retired by us
  exchange_list resending_;                                  ///< refused once; they go before the others
  exchange_list waiting_;
  deadline_entry dial_due_;
  dial_pace pace_;
  std::shared_ptr<tls_tickets> tickets_ = std::make_shared<tls_tickets>();
  std::shared_ptr<smtp_lessons> lessons_ = std::make_shared<smtp_lessons>();
  std::size_t dials_ = 0;
  std::size_t lent_ = 0;  ///< exchanges whose callback did not run yet
  clock::time_point idle_since_ = clock::now();
  bool carries_one_;  ///< a connection carries one exchange at a time, as the last handshake taught
  bool is_closing_ = false;
};

origin_pool::origin_pool(asio::io_context& context, deadline_wheel& wheel, origin_pool_options options)
    : impl_(std::make_shared<impl>(context, wheel, std::move(options))) {}

origin_pool::~origin_pool() {
  impl_->shut_down();
}

void origin_pool::submit(exchange& lent) {
  impl_->submit(lent);
}
void origin_pool::cancel(exchange& lent) {
  impl_->cancel(lent);
}
void origin_pool::retire_connections() {
  impl_->retire_connections();
}
origin_pool_stats origin_pool::stats() const noexcept {
  return impl_->stats();
}
std::size_t origin_pool::streams() const noexcept {
  return impl_->streams();
}
std::optional<std::chrono::steady_clock::time_point> origin_pool::idle_since() const noexcept {
  return impl_->idle_since();
}

}  // namespace carillon::net
