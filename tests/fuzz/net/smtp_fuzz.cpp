// A mail server that says anything at all: the session keeps to its order, ends each mail once, and gives
// every recipient one reply.
#include <algorithm>

#include "base/json.hpp"
#include "net/smtp/smtp_session.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

struct counted_mail final : net::exchange {
  counted_mail() {
    request.envelope.from = "a@example.org";
    request.envelope.to = {"b@example.org", "c@example.org"};
    request.body = "Hi\r\n.\r\n";
  }
  void on_response() override { ++ends; }
  void on_failure(net::transport_failure) override { ++ends; }
  int ends = 0;
};

net::smtp_options options_by(char first) {
  net::smtp_options options;
  options.needs_starttls = (first & 1) != 0;
  options.may_log_in_unprotected = true;
  if ((first & 2) != 0) {
    options.username = "user";
    options.password = secret("password-of-the-fuzzer");
  }
  options.most_mails = 2;
  return options;
}

void collect(net::smtp_session& session) {
  while (const auto ended = session.take_completion()) {
    if (ended->failure) {
      ended->lent->on_failure(*ended->failure);
      continue;
    }
    for (const auto& reply : ended->lent->response.mail)
      demand(reply.text.size() <= 512 && is_valid_utf8(reply.text), "words are bounded and text");
    demand(ended->lent->response.mail.size() == 2, "every recipient has a reply");
    ended->lent->on_response();
  }
}

void converse(std::string_view input, std::size_t piece) {
  const auto options = options_by(input.front());
  net::smtp_session session(options, false);
  counted_mail mail;
  bool was_submitted = false;
  std::string out;
  for (input.remove_prefix(1); !input.empty(); input.remove_prefix(std::min(piece, input.size()))) {
    if (!session.receive(input.substr(0, piece))) break;
    collect(session);
    if (session.is_tls_wanted()) session.on_tls();
    if (!was_submitted && session.capacity() > 0) {
      session.submit(mail);
      was_submitted = true;
    }
    out.clear();
    session.produce(out);
    demand(out.find('\0') == std::string::npos, "no NUL is sent");
    collect(session);
  }
  session.lose(net::stream_end::torn);
  collect(session);
  demand(mail.ends == (was_submitted ? 1 : 0), "a mail ends once");
  const auto* const why = session.refusal();
  if (why != nullptr && !options.password.empty())
    demand(why->text.find("password-of-the-fuzzer") == std::string::npos, "no reason holds the password");
}

void run(std::string_view input) {
  if (input.empty()) return;
  converse(input, 100'000);
  converse(input, 1);
  converse(input, 5);
}

const registration here({.name = "smtp", .run = run});

}  // namespace
}  // namespace carillon::fuzz
