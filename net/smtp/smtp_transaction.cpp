#include "net/smtp/smtp_transaction.hpp"

#include <algorithm>
#include <utility>

namespace carillon::net {

namespace {

/// One write's worth: four TLS records.
constexpr std::size_t write_batch = 64 * 1024;
/// RFC 5321 4.5.3.1.3, with room for local parts that are longer than they may be.
constexpr std::size_t max_path = 512;

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// What fits between two brackets: whoever wrote the address has judged it; here it must not break out.
bool is_writable_path(std::string_view path, bool may_be_utf8) {
  const bool is_plain = std::ranges::all_of(path, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7f && c != '<' && c != '>';
  });
  return is_plain && path.size() <= max_path && (may_be_utf8 || is_ascii(path));
}

}  // namespace

mail_stage smtp_transaction::stage_of(step of) {
  switch (of) {
    case step::sender:
      return mail_stage::sender;
    case step::recipient:
      return mail_stage::recipient;
    case step::data:
      return mail_stage::data;
    case step::message:
    case step::lone_dot:
      break;
  }
  return mail_stage::message;
}

void smtp_transaction::begin(exchange& lent, const smtp_offers& offers) {
  *this = {};
  lent_ = &lent;
  offers_ = offers;
  const auto& envelope = lent.request.envelope;
  undecided_ = envelope.to.size();
  lent.response.clear();
  lent.response.mail.assign(undecided_, {});
  lent.body_sent_ = 0;
  lent.is_flushed_ = false;
  if (refuse_unsendable(offers)) return;
  for (std::size_t i = 0; i < envelope.to.size(); ++i)
    if (envelope.to[i].empty() || !is_writable_path(envelope.to[i], envelope.needs_utf8))
      decide(i, {mail_stage::recipient, 501, "5.1.3", "the address cannot be written"});
}

bool smtp_transaction::refuse_unsendable(const smtp_offers& offers) {
  const auto& request = lent_->request;
  if (undecided_ == 0)
    lent_ = nullptr;
  else if (!is_writable_path(request.envelope.from, request.envelope.needs_utf8))
    decide({mail_stage::sender, 501, "5.1.7", "the sender's address cannot be written"});
  else if (request.envelope.needs_utf8 && !offers.utf8)
    decide({mail_stage::sender, 0, "5.6.7", "the server does not offer SMTPUTF8"});
  else if (offers.limit && request.body.size() > *offers.limit)
    decide({mail_stage::sender, 552, "5.3.4", "the message is larger than the server takes"});
  else if (!offers.eight_bit && !is_ascii(request.body))
    decide({mail_stage::sender, 0, "5.6.3", "the server does not offer 8BITMIME"});
  return is_decided();
}

void smtp_transaction::produce(std::string& out) {
  while (out.size() < write_batch && may_ask()) ask_next(out);
  if (std::exchange(owes_dot_, false)) out.append(".\r\n");
  if (is_sending_) send_message(out);
}

/// Alone, a command waits for the reply to the one before it, and is not sent in vain.
bool smtp_transaction::may_ask() const {
  if (lent_ == nullptr || next_ > lent_->request.envelope.to.size() + 1) return false;
  return offers_.pipelining || asked_.empty();
}

void smtp_transaction::ask_next(std::string& out) {
  const auto& to = lent_->request.envelope.to;
  const auto number = next_++;
  if (number == 0) {
    write_sender(out);
    asked_.push_back({step::sender, 0});
    needs_reset_ = true;
  } else if (number > to.size()) {
    out.append("DATA\r\n");
    asked_.push_back({step::data, 0});
  } else if (lent_->response.mail[number - 1].code == 0) {
    out.append("RCPT TO:<").append(to[number - 1]).append(">\r\n");
    asked_.push_back({step::recipient, number - 1});
  }
}

void smtp_transaction::write_sender(std::string& out) const {
  const auto& request = lent_->request;
  out.append("MAIL FROM:<").append(request.envelope.from).append(">");
  if (offers_.has_size) out.append(" SIZE=").append(std::to_string(request.body.size()));
  if (!is_ascii(request.body)) out.append(" BODY=8BITMIME");
  if (request.envelope.needs_utf8) out.append(" SMTPUTF8");
  out.append("\r\n");
}

void smtp_transaction::send_message(std::string& out) {
  const auto& body = lent_->request.body;
  const auto room = write_batch - std::min(out.size(), write_batch);
  const auto piece = std::string_view(body).substr(lent_->body_sent_, room);
  stuffer_.append(piece, out);
  lent_->body_sent_ += piece.size();
  if (lent_->body_sent_ < body.size()) return;
  stuffer_.finish(out);
  lent_->is_flushed_ = true;
  is_sending_ = false;
  asked_.push_back({step::message, 0});
}

bool smtp_transaction::take(const smtp_reply& reply) {
  if (asked_.empty()) return take_unasked(reply);
  const auto [of, recipient] = asked_.front();
  asked_.pop_front();
  // Only DATA is answered with a question.
  if (reply.kind() == 3 && of != step::data) return false;
  if (of == step::sender) is_sender_accepted_ = reply.kind() == 2;
  const bool is_in_order = is_sender_accepted_ && lent_ != nullptr && of != step::message;
  if (reply.code == 503 && is_in_order && offers_.pipelining) {
    has_lost_group_ = true;
    return true;
  }
  if (of == step::data) return take_data(reply);
  if (of == step::message) needs_reset_ = false;
  const bool is_accepted = reply.kind() == 2 && of != step::message;
  if (lent_ == nullptr || is_accepted) return true;
  const auto said = to_mail_reply(reply, stage_of(of));
  // 421 ends the session, and with it what was accepted so far.
  if (of == step::recipient && reply.code != 421)
    decide(recipient, said);
  else
    decide(said);
  return true;
}

/// A server that has seen enough of a message may say so before its end, though it should not.
bool smtp_transaction::take_unasked(const smtp_reply& reply) {
  if (!is_sending_ || reply.kind() < 4) return false;
  is_sending_ = false;
  is_broken_ = true;
  decide(to_mail_reply(reply, mail_stage::message));
  return true;
}

bool smtp_transaction::take_data(const smtp_reply& reply) {
  if (reply.kind() == 2) return false;
  if (reply.code != 354) {
    if (lent_ != nullptr) decide(to_mail_reply(reply, mail_stage::data));
    return true;
  }
  is_sending_ = lent_ != nullptr;
  // It asks for the message though it took nobody: RFC 2920 3.1 wants a lone dot then.
  owes_dot_ = lent_ == nullptr;
  if (owes_dot_) asked_.push_back({step::lone_dot, 0});
  return true;
}

void smtp_transaction::decide(const mail_reply& said) {
  for (auto& each : lent_->response.mail)
    if (each.code == 0) each = said;
  lent_->response.status = said.code;
  undecided_ = 0;
  lent_ = nullptr;
}

void smtp_transaction::decide(std::size_t recipient, const mail_reply& said) {
  lent_->response.mail[recipient] = said;
  lent_->response.status = said.code;
  if (--undecided_ == 0) lent_ = nullptr;
}

}  // namespace carillon::net
