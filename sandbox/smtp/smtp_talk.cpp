#include "sandbox/smtp/smtp_talk.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/encoding.hpp"
#include "sandbox/canned.hpp"
#include "sandbox/mail/mail_text.hpp"
#include "sandbox/smtp/smtp_desk.hpp"

namespace carillon::sandbox {
namespace {

using next = smtp_talk::next;

constexpr std::size_t longest_command = 12'288;  // RFC 4954 4: AUTH's
constexpr std::size_t largest_message = 32 << 20;
constexpr std::string_view end_of_data = "\r\n.\r\n";

next say(std::string& out, std::string_view reply) {
  out.append(reply).append("\r\n");
  return next::read;
}

/// `x` of "FROM:<x> SIZE=5"; nothing when the form is another.
std::optional<std::string> path_in(std::string_view words, std::string_view keyword) {
  if (lowered(words.substr(0, keyword.size())) != keyword) return std::nullopt;
  words.remove_prefix(keyword.size());
  const auto close = words.find('>');
  if (!words.starts_with('<') || close == std::string_view::npos) return std::nullopt;
  return std::string(words.substr(1, close - 1));
}

}  // namespace

bool smtp_talk::take_line(std::string& line) {
  const auto end = input_.find("\r\n");
  if (end == std::string::npos) return false;
  line = input_.substr(0, end);
  input_.erase(0, end + 2);
  return true;
}

/// Undoes dot-stuffing (RFC 5321 4.5.2).
bool smtp_talk::take_message() {
  // The line end before the lone dot is the last line's own, or that of DATA.
  const auto found = input_.starts_with(".\r\n") ? 0 : input_.find(end_of_data);
  if (found == std::string::npos) return false;
  const auto content = std::string_view(input_).substr(0, found == 0 ? 0 : found + 2);
  message_.clear();
  for (std::size_t at = 0; at < content.size(); ++at) {
    const bool is_stuffed =
        content[at] == '.' && (at == 0 || (at >= 2 && content.substr(at - 2, 2) == "\r\n"));
    if (!is_stuffed) message_ += content[at];
  }
  input_.erase(0, found == 0 ? 3 : found + end_of_data.size());
  return true;
}

next smtp_talk::feed(std::string_view bytes, timestamp now, std::string& out) {
  delay_ = std::chrono::milliseconds(0);
  if (is_closed_) return next::close;
  input_ += bytes;
  std::string line;
  for (;;) {
    auto done = next::read;
    if (state_ == awaited::message) {
      if (!take_message()) {
        if (input_.size() <= largest_message) return next::read;
        say(out, "552 5.3.4 message too large");
        return next::close;
      }
      done = end_of_message(now, out);
    } else if (take_line(line)) {
      done = state_ == awaited::command ? command(line, now, out) : auth_response(line, out);
    } else {
      if (input_.size() <= longest_command) return next::read;
      say(out, "500 5.5.2 line too long");
      return next::close;
    }
    if (done != next::read) {
      is_closed_ = done != next::start_tls;
      return done;
    }
  }
}

void smtp_talk::secure() {
  is_secure_ = true;
  has_hello_ = is_known_ = false;
  input_.clear();
  forget_mail();
}

void smtp_talk::forget_mail() {
  has_sender_ = false;
  from_.clear();
  to_.clear();
}

next smtp_talk::command(std::string_view line, timestamp now, std::string& out) {
  if (!is_one_line(line)) return say(out, "500 5.5.2 bare line end");
  const auto space = std::min(line.find(' '), line.size());
  const auto verb = lowered(line.substr(0, space));
  const auto words = line.substr(std::min(space + 1, line.size()));
  if (verb == "ehlo" || verb == "helo")
    return words.empty() ? say(out, "501 5.5.4 who are you?") : hello(verb == "ehlo", out);
  if (verb == "quit") {
    say(out, "221 2.0.0 bye");
    return next::close;
  }
  if (verb == "noop") return say(out, "250 2.0.0 ok");
  if (verb == "rset") {
    forget_mail();
    return say(out, "250 2.0.0 ok");
  }
  if (!has_hello_) return say(out, "503 5.5.1 say hello first");
  if (verb == "starttls") {
    if (is_secure_) return say(out, "503 5.5.1 TLS is up already");
    // What was sent along in clear would pass for what came by TLS (CVE-2011-0411).
    if (!input_.empty()) return say(out, "501 5.5.4 nothing may follow STARTTLS");
    say(out, "220 2.0.0 go ahead");
    return next::start_tls;
  }
  if (verb == "auth") return auth(words, out);
  if (verb == "mail") return mail(words, out);
  if (verb == "rcpt") return recipient(words, now, out);
  if (verb == "data") return data(out);
  return say(out, "502 5.5.1 not known here");
}

next smtp_talk::hello(bool is_extended, std::string& out) {
  has_hello_ = true;
  forget_mail();
  if (!is_extended) return say(out, "250 sandbox.test");
  say(out, "250-sandbox.test");
  for (const char* const each : {"250-PIPELINING", "250-SIZE 33554432", "250-8BITMIME", "250-SMTPUTF8"})
    say(out, each);
  say(out, is_secure_ ? "250-AUTH PLAIN LOGIN" : "250-STARTTLS");
  return say(out, "250 ENHANCEDSTATUSCODES");
}

next smtp_talk::auth(std::string_view words, std::string& out) {
  if (!is_secure_) return say(out, "538 5.7.11 encryption is required");
  if (is_known_) return say(out, "503 5.5.1 you are known already");
  const auto space = std::min(words.find(' '), words.size());
  const auto mechanism = lowered(words.substr(0, space));
  const auto initial = words.substr(std::min(space + 1, words.size()));
  if (mechanism == "plain") {
    state_ = awaited::plain_response;
    return initial.empty() ? say(out, "334 ") : auth_response(initial, out);
  }
  if (mechanism != "login") return say(out, "504 5.5.4 PLAIN or LOGIN");
  state_ = awaited::login_name;
  return initial.empty() ? say(out, "334 VXNlcm5hbWU6") : auth_response(initial, out);
}

next smtp_talk::auth_response(std::string_view line, std::string& out) {
  const auto asked = std::exchange(state_, awaited::command);
  const auto decoded = base64_decode(line);
  if (!decoded) return say(out, "501 5.5.2 that is no base64");
  if (asked == awaited::login_name) {
    login_name_ = *decoded;
    state_ = awaited::login_password;
    return say(out, "334 UGFzc3dvcmQ6");
  }
  if (asked == awaited::login_password) return log_in(login_name_, *decoded, out);
  // RFC 4616: authorization identity, NUL, name, NUL, password.
  const std::string_view whole(*decoded);
  const auto first = std::min(whole.find('\0'), whole.size());
  const auto second = whole.find('\0', first + 1);
  if (second == std::string_view::npos) return say(out, "501 5.5.2 two NULs are expected");
  return log_in(whole.substr(first + 1, second - first - 1), whole.substr(second + 1), out);
}

next smtp_talk::log_in(std::string_view name, std::string_view password, std::string& out) {
  const auto guard = service_.lock();
  is_known_ = accounts_.knows(name, password);
  return say(out, is_known_ ? "235 2.7.0 welcome" : "535 5.7.8 credentials invalid");
}

next smtp_talk::mail(std::string_view words, std::string& out) {
  if (has_sender_) return say(out, "503 5.5.1 there is a sender already");
  {
    const auto guard = service_.lock();
    if (accounts_.is_verified && !is_known_) return say(out, "530 5.7.0 authentication required");
  }
  const auto path = path_in(words, "from:");
  if (!path) return say(out, "501 5.5.4 MAIL FROM:<address>");
  if (!path->empty() && address_in(*path).empty()) return say(out, "553 5.1.7 no address");
  from_ = *path;
  takes_utf8_ = lowered(words).find(" smtputf8") != std::string::npos;
  has_sender_ = true;
  return say(out, "250 2.1.0 ok");
}

next smtp_talk::recipient(std::string_view words, timestamp now, std::string& out) {
  if (!has_sender_) return say(out, "503 5.5.1 no sender yet");
  const auto path = path_in(words, "to:");
  if (!path) return say(out, "501 5.5.4 RCPT TO:<address>");
  const bool is_utf8 =
      std::ranges::any_of(*path, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  if (is_utf8 && !takes_utf8_) return say(out, "553 5.6.7 SMTPUTF8 was not asked for");
  if (!is_utf8 && address_in(*path).empty()) return say(out, "501 5.1.3 no address");
  const auto asked_for = canned_key_of(*path);
  if (is_said_to_recipient(asked_for)) return refuse_recipient(*path, asked_for, now, out);
  if (is_put_off(*path, now)) return refuse_recipient(*path, "GREYLISTED", now, out);
  to_.push_back(*path);
  return say(out, "250 2.1.5 ok");
}

bool smtp_talk::is_put_off(std::string_view to, timestamp now) {
  const auto guard = service_.lock();
  return greylist_.puts_off(from_, to, service_.current().greylist, now);
}

smtp_talk::next smtp_talk::refuse_recipient(std::string_view to, std::string_view reason, timestamp now,
                                            std::string& out) {
  const std::array fields{header_field{"x-from", from_}, header_field{"x-to", to},
                          header_field{"x-refused", reason}};
  const auto guard = service_.lock();
  const auto made = service_.judge(
      {.method = "RCPT", .path = smtp_path, .authority = {}, .body = {}, .headers = fields}, record_, now);
  service_.flush_ledger();
  return carry_out(made, out);
}

next smtp_talk::data(std::string& out) {
  if (to_.empty()) return say(out, has_sender_ ? "554 5.5.1 no valid recipients" : "503 5.5.1 no sender yet");
  state_ = awaited::message;
  return say(out, "354 go on");
}

next smtp_talk::end_of_message(timestamp now, std::string& out) {
  state_ = awaited::command;
  std::string to;
  for (const auto& each : to_) to += (to.empty() ? "" : "\n") + each;
  const std::array fields{header_field{"x-from", from_}, header_field{"x-to", to}};
  forget_mail();
  const auto guard = service_.lock();
  const auto made = service_.judge(
      {.method = "DATA", .path = smtp_path, .authority = {}, .body = message_, .headers = fields}, record_,
      now);
  service_.flush_ledger();
  return carry_out(made, out);
}

next smtp_talk::carry_out(const verdict& made, std::string& out) {
  delay_ = made.delay + service_.current().latency;
  const auto kind = made.misbehaviour.kind;
  if (kind == fault_kind::stall) return next::stall;
  if (kind == fault_kind::close || kind == fault_kind::reset) return next::close;
  if (kind == fault_kind::go_away) {
    say(out, "421 4.3.2 closing");
    return next::close;
  }
  say(out, std::to_string(made.reply.status) + ' ' + made.reply.body);
  return made.reply.status == 421 ? next::close : next::read;
}

}  // namespace carillon::sandbox
