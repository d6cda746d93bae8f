// One mail on its way through an SMTP session: MAIL, a RCPT for each recipient, DATA, the message (RFC 5321
// 3.3), in one go where the server takes commands in groups (RFC 2920). Pure; used by smtp_session. The
// replies end up in wire_response::mail; who was refused keeps nobody else from being served.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "net/exchange.hpp"
#include "net/smtp/dot_stuffer.hpp"
#include "net/smtp/smtp_offers.hpp"

namespace carillon::net {

class smtp_transaction {
 public:
  /// `lent` stays until is_decided(). It may be decided at once, with nothing to send: a message larger than
  /// the server takes, an address that cannot be written.
  void begin(exchange& lent, const smtp_offers& offers);
  /// Appends the commands that may go now, or the next piece of the message, up to about 64 KB. Marks the
  /// exchange as flushed with the final dot.
  void produce(std::string& out);
  /// A reply came. False when it answers nothing, or with a code that has no meaning there.
  bool take(const smtp_reply& reply);

  /// Each recipient has its reply; the exchange is not touched any more.
  bool is_decided() const noexcept { return lent_ == nullptr; }
  /// No reply is on its way.
  bool is_drained() const noexcept { return asked_.empty() && !is_sending_; }
  /// Once decided and drained: the server still has a part of it.
  bool needs_reset() const noexcept { return needs_reset_; }
  /// The next reply is MAIL's.
  bool is_at_sender() const noexcept { return !asked_.empty() && asked_.front().of == step::sender; }
  /// The server took a group of commands and lost a part of it: 503 to one that came in the right order. The
  /// exchange is undecided then, and nothing was accepted.
  bool has_lost_group() const noexcept { return has_lost_group_; }
  /// The server spoke amid the message: nobody can tell what it takes the rest of it for.
  bool is_broken() const noexcept { return is_broken_; }
  /// The whole message left, and its reply is waited for.
  bool is_awaiting_verdict() const noexcept { return !asked_.empty() && asked_.back().of == step::message; }
  bool is_sending_message() const noexcept { return is_sending_; }

 private:
  enum class step : std::uint8_t { sender, recipient, data, message, lone_dot };
  /// A command whose reply is on its way.
  struct command {
    step of;
    std::size_t recipient;
  };

  static mail_stage stage_of(step of);
  bool refuse_unsendable(const smtp_offers& offers);
  void ask_next(std::string& out);
  void write_sender(std::string& out) const;
  bool may_ask() const;
  void send_message(std::string& out);
  bool take_data(const smtp_reply& reply);
  bool take_unasked(const smtp_reply& reply);
  /// Gives it to all that have none yet.
  void decide(const mail_reply& said);
  void decide(std::size_t recipient, const mail_reply& said);

  exchange* lent_ = nullptr;  ///< until is_decided()
  smtp_offers offers_;
  dot_stuffer stuffer_;
  std::deque<command> asked_;
  std::size_t next_ = 0;  ///< 0: MAIL; then a RCPT each; then DATA
  std::size_t undecided_ = 0;
  bool is_sending_ = false;
  bool owes_dot_ = false;
  bool needs_reset_ = false;
  bool is_broken_ = false;
  bool is_sender_accepted_ = false;
  bool has_lost_group_ = false;
};

}  // namespace carillon::net
