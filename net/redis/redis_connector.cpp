#include "net/redis/redis_connector.hpp"

#include <boost/asio/steady_timer.hpp>

#include "net/redis/redis_errors.hpp"
#include "net/tls/tls.hpp"

namespace carillon::net {

namespace {

enum class step { auth, select, set_name, ping };

// What an error reply to one step of the log-in means for the session.
result<void> judge(step which, const redis_reply& reply) {
  if (!reply.is_error()) return {};
  const auto word = reply.error_word();
  const auto action = action_for(word);
  const bool is_fatal_step = which == step::auth || which == step::select;
  const bool is_refused_client = reply.text.find("max number of clients") != std::string::npos;
  if (is_refused_client) return error(errc::unavailable, "Redis has reached its maximum number of clients");
  if (word == "NOPERM" && !is_fatal_step) return {};  // an ACL may well forbid PING and CLIENT
  if (action == redis_error_action::refuse || (is_fatal_step && action != redis_error_action::retry))
    return error(errc::configuration, "Redis refuses to log us in: " + describe(reply));
  return {};  // LOADING and its like pass: commands are retried until it is over
}

}  // namespace

redis_connector::redis_connector(asio::io_context& context, redis_options options)
    : context_(context), options_(std::move(options)), endpoint_(redis_endpoint::parse(options_.url)) {
  if (!endpoint_) return;
  if (!options_.username.empty()) endpoint_->username = options_.username;
  if (!options_.password.empty()) endpoint_->password = options_.password;
  if (endpoint_->kind != redis_endpoint::transport::tls) return;
  auto tls = make_client_tls({.ca_file = options_.ca_file, .alpn = ""});
  if (tls) {
    tls_ = std::move(*tls);
  } else {
    endpoint_ = tls.error();
  }
}

std::string redis_connector::url() const {
  return endpoint_ ? endpoint_->to_url() : "(not a redis url)";
}

std::shared_ptr<redis_session> redis_connector::make_session() const {
  return std::make_shared<redis_session>(context_, tls_);
}

task<result<void>> redis_connector::open(std::shared_ptr<redis_session> session) const {
  if (!endpoint_) co_return endpoint_.error();
  asio::steady_timer deadline(context_, options_.command_timeout);
  const auto is_late = std::make_shared<bool>(false);
  deadline.async_wait([session, is_late](const boost::system::error_code& ec) {
    if (ec) return;
    *is_late = true;
    session->close();
  });
  auto opened = co_await session->stream().connect(*endpoint_);
  if (opened) opened = co_await log_in(*session);
  deadline.cancel();
  if (*is_late) co_return error(errc::unavailable, "Redis at " + url() + " took too long to let us in");
  co_return opened;
}

task<result<void>> redis_connector::log_in(redis_session& session) const {
  std::string out;
  std::vector<step> steps;
  const auto add = [&](step which, const redis_command& command) {
    steps.push_back(which);
    append_command(out, command.words);
  };
  if (!endpoint_->username.empty()) {
    add(step::auth, {"AUTH", endpoint_->username, endpoint_->password.reveal()});
  } else if (!endpoint_->password.empty()) {
    add(step::auth, {"AUTH", endpoint_->password.reveal()});
  }
  if (endpoint_->database != 0) add(step::select, {"SELECT", std::to_string(endpoint_->database)});
  if (!options_.client_name.empty()) add(step::set_name, {"CLIENT", "SETNAME", options_.client_name});
  add(step::ping, {"PING"});

  auto written = co_await session.stream().write_all(out);
  if (!written) co_return written;
  std::size_t answered = 0;
  while (answered < steps.size()) {
    auto replies = co_await session.read_replies();
    if (!replies) co_return replies.error();
    for (const auto& reply : *replies) {
      if (answered == steps.size())
        co_return error(errc::corrupted, "Redis sent more replies than asked for");
      if (auto verdict = judge(steps[answered++], reply); !verdict) co_return verdict;
    }
  }
  co_return result<void>();
}

}  // namespace carillon::net
