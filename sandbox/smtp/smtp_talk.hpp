// One session of the mail relay, without its socket: bytes in, replies out (RFC 5321, 2920, 3207, 4954). What
// it collects goes to the service, whose lock it takes. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/connection_record.hpp"
#include "sandbox/service.hpp"
#include "sandbox/smtp/greylist.hpp"
#include "sandbox/smtp/smtp_accounts.hpp"

namespace carillon::sandbox {

class smtp_talk {
 public:
  enum class next : std::uint8_t {
    read,       ///< more bytes are wanted
    start_tls,  ///< once the replies are out
    close,      ///< once the replies are out
    stall,      ///< nothing is ever said again
  };

  /// `shared`, `accounts` and `known` outlive it. `is_secure`: TLS is up already.
  smtp_talk(service& shared, const smtp_accounts& accounts, greylist& known, bool is_secure)
      : service_(shared), accounts_(accounts), greylist_(known), is_secure_(is_secure) {}

  std::string_view greeting() const noexcept { return "220 sandbox.test ESMTP\r\n"; }
  /// Appends replies to `out`.
  next feed(std::string_view bytes, timestamp now, std::string& out);
  /// After start_tls: all that was said before is forgotten.
  void secure();
  /// Asked for by a rule, on top of the general latency: before the replies of the last feed() leave.
  std::chrono::milliseconds delay() const noexcept { return delay_; }

 private:
  enum class awaited : std::uint8_t { command, message, plain_response, login_name, login_password };

  next command(std::string_view line, timestamp now, std::string& out);
  next hello(bool is_extended, std::string& out);
  next auth(std::string_view words, std::string& out);
  next auth_response(std::string_view line, std::string& out);
  next log_in(std::string_view name, std::string_view password, std::string& out);
  next mail(std::string_view words, std::string& out);
  next recipient(std::string_view words, timestamp now, std::string& out);
  next refuse_recipient(std::string_view to, std::string_view reason, timestamp now, std::string& out);
  bool is_put_off(std::string_view to, timestamp now);
  next data(std::string& out);
  next end_of_message(timestamp now, std::string& out);
  next carry_out(const verdict& made, std::string& out);
  void forget_mail();
  bool take_line(std::string& line);
  bool take_message();

  service& service_;
  const smtp_accounts& accounts_;
  greylist& greylist_;
  connection_record record_;
  bool is_secure_;
  bool has_hello_ = false, is_known_ = false, is_closed_ = false;
  awaited state_ = awaited::command;
  std::string input_;
  std::string login_name_;
  std::string from_, message_;
  bool has_sender_ = false, takes_utf8_ = false;
  std::vector<std::string> to_;
  std::chrono::milliseconds delay_{0};
};

}  // namespace carillon::sandbox
