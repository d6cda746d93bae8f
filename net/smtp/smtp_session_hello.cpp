// How an SMTP session gets ready: greeting, EHLO, STARTTLS, AUTH.
#include <utility>

#include "base/encoding.hpp"
#include "net/smtp/smtp_session.hpp"

namespace carillon::net {

bool smtp_session::on_greeting(const smtp_reply& reply) {
  if (reply.code != 220) return refuse(reply, mail_stage::connect);
  say("EHLO " + options_.own_name, state::ehlo);
  return true;
}

bool smtp_session::on_hello(const smtp_reply& reply) {
  const bool is_old = state_ == state::ehlo && (reply.code == 500 || reply.code == 502);
  const bool needs_extensions = (!is_secure_ && options_.needs_starttls) || !options_.username.empty();
  if (is_old && !needs_extensions) {
    say("HELO " + options_.own_name, state::helo);
    return true;
  }
  if (reply.code != 250) return refuse(reply, mail_stage::hello);
  // Anew each time: what was offered in the clear counts for nothing under TLS.
  offers_ = state_ == state::ehlo ? read_offers(reply) : smtp_offers{};
  if (lessons_->loses_groups) offers_.pipelining = false;
  go_on_after_hello();
  return true;
}

void smtp_session::go_on_after_hello() {
  if (is_secure_ || !options_.needs_starttls) return log_in();
  if (!offers_.starttls) {
    refuse({mail_stage::starttls, 0, {}, "TLS is required, and the server does not offer STARTTLS"});
    return;
  }
  say("STARTTLS", state::starttls);
}

bool smtp_session::on_starttls(const smtp_reply& reply) {
  if (reply.code != 220) return refuse(reply, mail_stage::starttls);
  // CVE-2011-0411: what somebody slipped in behind the reply would be read as if it had come under TLS.
  if (reader_.has_more())
    return refuse(
        {mail_stage::starttls, 0, {}, "the server went on in the clear after agreeing to STARTTLS"});
  state_ = state::handshake;
  return true;
}

void smtp_session::on_tls() {
  reader_.clear();
  offers_ = {};
  is_secure_ = true;
  ++turn_;
  say("EHLO " + options_.own_name, state::ehlo);
}

void smtp_session::log_in() {
  if (options_.username.empty()) return become_ready();
  const bool may_log_in = is_secure_ || options_.may_log_in_unprotected;
  if (!may_log_in) {
    refuse({mail_stage::auth, 0, {}, "a password goes out under TLS only"});
  } else if (offers_.login_plain) {
    say("AUTH PLAIN " + base64_encode(plain_login()), state::auth);
  } else if (offers_.login_login) {
    say("AUTH LOGIN", state::auth_name);
  } else {
    refuse({mail_stage::auth, 0, {}, "the server offers neither AUTH PLAIN nor AUTH LOGIN"});
  }
}

bool smtp_session::on_auth(const smtp_reply& reply) {
  if (state_ == state::auth && reply.code == 235) {
    become_ready();
  } else if (state_ == state::auth_name && reply.code == 334) {
    say(base64_encode(options_.username), state::auth_password);
  } else if (state_ == state::auth_password && reply.code == 334) {
    say(base64_encode(options_.password.reveal()), state::auth);
  } else {
    return refuse(reply, mail_stage::auth);
  }
  return true;
}

bool smtp_session::holds_secret(std::string_view text) const {
  const auto password = options_.password.reveal();
  const auto holds = [&](std::string_view part) { return !part.empty() && text.find(part) != text.npos; };
  return holds(password) || holds(base64_encode(password)) || holds(base64_encode(plain_login()));
}

/// RFC 4616 2: authorization (none), name and password.
std::string smtp_session::plain_login() const {
  std::string words("\0", 1);
  words.append(options_.username).append(1, '\0').append(options_.password.reveal());
  return words;
}

}  // namespace carillon::net
