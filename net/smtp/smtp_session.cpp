#include "net/smtp/smtp_session.hpp"

#include <algorithm>
#include <utility>

namespace carillon::net {

namespace {

/// What EHLO may carry: a host name, or an address in brackets (RFC 5321 4.1.3).
bool is_hello_name(std::string_view name) {
  const bool is_plain = std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-' || c == ':' || c == '[' || c == ']';
  });
  return is_plain && !name.empty() && name.size() <= 255;
}

}  // namespace

smtp_session::smtp_session(smtp_options options, bool is_secure, std::shared_ptr<smtp_lessons> lessons)
    : options_(std::move(options)), lessons_(std::move(lessons)), is_secure_(is_secure) {
  if (!is_hello_name(options_.own_name)) options_.own_name = "[127.0.0.1]";
}

std::string address_literal(const asio::ip::address& address) {
  if (!address.is_v6()) return "[" + address.to_string() + "]";
  const auto wide = address.to_v6();
  if (wide.is_v4_mapped()) return address_literal(asio::ip::make_address_v4(asio::ip::v4_mapped, wide));
  return "[IPv6:" + wide.to_string() + "]";
}

std::size_t smtp_session::capacity() const noexcept {
  return state_ == state::ready && !is_retired_ && !completed_ ? 1 : 0;
}

void smtp_session::submit(exchange& lent) {
  ++turn_;
  ++mails_;
  running_ = &lent;
  state_ = state::mail;
  transaction_.begin(lent, offers_);
  settle();
}

bool smtp_session::cancel(exchange& lent) {
  if (completed_ && completed_->lent == &lent) completed_.reset();
  if (running_ != &lent) return true;
  running_ = nullptr;
  is_retired_ = true;
  state_ = state::over;
  return false;
}

bool smtp_session::receive(std::string_view bytes) {
  if (state_ == state::over) return false;
  if (!reader_.feed(bytes)) return break_off();
  while (const auto reply = reader_.take()) {
    ++turn_;  // a whole reply, and nothing less: who drips has no more time than who is silent
    if (!on_reply(*reply)) return break_off();
    if (state_ == state::over) break;
  }
  return true;
}

bool smtp_session::on_reply(const smtp_reply& reply) {
  switch (state_) {
    case state::greeting:
      return on_greeting(reply);
    case state::ehlo:
    case state::helo:
      return on_hello(reply);
    case state::starttls:
      return on_starttls(reply);
    case state::auth:
    case state::auth_name:
    case state::auth_password:
      return on_auth(reply);
    case state::mail:
      return on_mail(reply);
    case state::reset:
      if (reply.kind() == 2)
        become_ready();
      else
        say_goodbye();
      return true;
    case state::quit:
      state_ = state::over;
      return true;
    case state::ready:      // 421: it closes. Whatever it is, nobody asked.
    case state::handshake:  // nothing is read in the clear any more
    case state::over:
      return false;
  }
  return false;
}

bool smtp_session::on_mail(const smtp_reply& reply) {
  const bool was_used = mails_ > 1;
  const bool is_first = running_ != nullptr && transaction_.is_at_sender();
  if (!transaction_.take(reply)) return false;
  has_answered_ = true;
  if (transaction_.has_lost_group()) {
    lessons_->loses_groups = true;
    is_retired_ = true;
    state_ = state::over;
    complete(transport_failure::refused);
    return true;
  }
  if (reply.code == 421 || transaction_.is_broken()) {
    is_retired_ = true;
    state_ = state::over;
    // It had gone to sleep over the last mail: another session may take this one.
    if (reply.code == 421 && is_first && was_used) complete(transport_failure::refused);
  }
  settle();
  return true;
}

/// After whatever moves the transaction: hands the mail back as soon as it is decided, and goes on as soon as
/// the server has said all it has to say.
void smtp_session::settle() {
  if (!transaction_.is_decided()) return;
  if (running_ != nullptr) complete(std::nullopt);
  if (state_ != state::mail || !transaction_.is_drained()) return;
  if (transaction_.needs_reset())
    say("RSET", state::reset);
  else
    become_ready();
}

void smtp_session::become_ready() {
  is_ready_ = true;
  state_ = state::ready;
  if (is_retired_ || mails_ >= options_.most_mails) say_goodbye();
}

void smtp_session::say(std::string_view line, state next) {
  out_.append(line).append("\r\n");
  state_ = next;
}

void smtp_session::say_goodbye() {
  is_retired_ = true;
  say("QUIT", state::quit);
}

bool smtp_session::refuse(mail_reply why) {
  // Some servers quote what they did not like.
  if (holds_secret(why.text)) why.text = "the server's words held the password";
  refusal_ = std::move(why);
  is_retired_ = true;
  // Nobody waits for the answer.
  say("QUIT", state::over);
  return true;
}

bool smtp_session::break_off() {
  is_retired_ = true;
  state_ = state::over;
  out_.clear();
  if (running_ != nullptr)
    complete(running_->is_flushed_ ? transport_failure::malformed : transport_failure::refused);
  return false;
}

void smtp_session::produce(std::string& out) {
  if (!out_.empty()) ++turn_;
  out.append(out_);
  out_.clear();
  if (state_ != state::mail) return;
  const auto before = out.size();
  transaction_.produce(out);
  if (out.size() > before) ++turn_;
}

void smtp_session::lose(stream_end) {
  is_retired_ = true;
  state_ = state::over;
  if (running_ != nullptr)
    complete(running_->is_flushed_ ? transport_failure::ambiguous : transport_failure::refused);
}

std::optional<completion> smtp_session::take_completion() {
  return std::exchange(completed_, std::nullopt);
}

void smtp_session::complete(std::optional<transport_failure> failure) {
  completed_ = completion{std::exchange(running_, nullptr), failure};
}

void smtp_session::retire() {
  ++turn_;
  is_retired_ = true;
  if (state_ == state::ready) say_goodbye();
}

patience smtp_session::waits() const noexcept {
  const auto& times = options_.patience;
  auto time = times.command;
  if (state_ == state::ready) time = times.idle;
  if (state_ == state::quit) time = times.farewell;
  if (state_ == state::mail && transaction_.is_sending_message()) time = times.block;
  if (state_ == state::mail && transaction_.is_awaiting_verdict()) time = times.verdict;
  return {.time = time, .turn = turn_};
}

bool smtp_session::on_silence() {
  if (state_ != state::ready) return false;
  ++turn_;
  say_goodbye();
  return true;
}

}  // namespace carillon::net
