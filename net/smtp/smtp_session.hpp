// The client side of SMTP submission (RFC 5321, 3207, 4954): greeting, EHLO, STARTTLS, AUTH, then one mail
// after the other. Made by origin_pool for a connection, and by scripted tests. One thread. A reply is
// answered by a state's handler; no state ever falls back to less protection than was asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/ip/address.hpp>

#include "net/client_session.hpp"
#include "net/smtp/smtp_offers.hpp"
#include "net/smtp/smtp_options.hpp"
#include "net/smtp/smtp_reply.hpp"
#include "net/smtp/smtp_transaction.hpp"

namespace carillon::net {

/// What sessions with a server taught those to come. One a pool.
struct smtp_lessons {
  bool loses_groups = false;  ///< it offers PIPELINING and cannot do it
};

/// As EHLO wants it (RFC 5321 4.1.3): "[192.0.2.1]", "[IPv6:2001:db8::1]".
std::string address_literal(const asio::ip::address& address);

class smtp_session final : public client_session {
 public:
  /// `is_secure`: the connection is under TLS already (port 465).
  smtp_session(smtp_options options, bool is_secure,
               std::shared_ptr<smtp_lessons> lessons = std::make_shared<smtp_lessons>());

  std::size_t capacity() const noexcept override;
  std::size_t open_streams() const noexcept override { return running_ != nullptr ? 1 : 0; }
  void submit(exchange& lent) override;
  /// False once the mail is under way.
  bool cancel(exchange& lent) override;
  bool receive(std::string_view bytes) override;
  void produce(std::string& out) override;
  /// `ambiguous` after the final dot, before it `refused`: nothing was accepted.
  void lose(stream_end how) override;
  std::optional<completion> take_completion() override;

  /// Says QUIT as soon as no mail is under way.
  void retire() override;
  bool is_retired() const noexcept override { return is_retired_; }
  bool is_ready() const noexcept override { return is_ready_; }
  bool has_answered() const noexcept override { return has_answered_ || (is_ready_ && mails_ == 0); }
  bool is_shared() const noexcept override { return false; }
  bool is_finished() const noexcept override { return state_ == state::over && out_.empty(); }

  patience waits() const noexcept override;
  bool on_silence() override;

  bool is_tls_wanted() const noexcept override { return state_ == state::handshake; }
  void on_tls() override;
  const mail_reply* refusal() const noexcept override { return refusal_ ? &*refusal_ : nullptr; }

 private:
  enum class state : std::uint8_t {
    greeting,
    ehlo,
    helo,
    starttls,
    handshake,
    auth,           ///< PLAIN with its answer, or LOGIN's password: the verdict comes
    auth_name,      ///< LOGIN asks for the name
    auth_password,  ///< LOGIN asks for the password
    ready,
    mail,
    reset,
    quit,
    over,
  };

  /// Each returns false when the reply has no place there.
  bool on_reply(const smtp_reply& reply);
  bool on_greeting(const smtp_reply& reply);
  bool on_hello(const smtp_reply& reply);
  bool on_starttls(const smtp_reply& reply);
  bool on_auth(const smtp_reply& reply);
  bool on_mail(const smtp_reply& reply);

  void say(std::string_view line, state next);
  void go_on_after_hello();
  void log_in();
  bool holds_secret(std::string_view text) const;
  std::string plain_login() const;
  void become_ready();
  void say_goodbye();
  /// It will never be ready.
  bool refuse(mail_reply why);
  bool refuse(const smtp_reply& reply, mail_stage stage) { return refuse(to_mail_reply(reply, stage)); }
  void settle();
  bool break_off();
  void complete(std::optional<transport_failure> failure);

  smtp_options options_;
  std::shared_ptr<smtp_lessons> lessons_;
  smtp_reply_reader reader_;
  smtp_transaction transaction_;
  smtp_offers offers_;
  std::string out_;
  exchange* running_ = nullptr;
  std::optional<completion> completed_;
  std::optional<mail_reply> refusal_;
  std::size_t mails_ = 0;
  std::uint32_t turn_ = 1;  ///< of waits()
  state state_ = state::greeting;
  bool is_secure_;
  bool is_ready_ = false;
  bool is_retired_ = false;
  bool has_answered_ = false;
};

}  // namespace carillon::net
