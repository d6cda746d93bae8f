// An SMTP session in the hands of a test: what it says is compared, what the server says is fed.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/smtp/smtp_session.hpp"
#include "tests/net/recorded_exchange.hpp"

namespace carillon::net {

class recorded_mail : public recorded_exchange {
 public:
  explicit recorded_mail(std::vector<std::string> to = {"a@x.example"}, std::string body = "Hi\r\n") {
    request.envelope.from = "news@example.org";
    request.envelope.to = std::move(to);
    request.body = std::move(body);
  }
  /// "recipient 550" for each recipient.
  std::vector<std::string> verdicts() const {
    static constexpr std::array stages{"connect", "hello",     "starttls", "auth",
                                       "sender",  "recipient", "data",     "message"};
    std::vector<std::string> all;
    for (const auto& reply : response.mail)
      all.push_back(std::string(stages.at(static_cast<std::size_t>(reply.stage))) + " " +
                    std::to_string(reply.code));
    return all;
  }
};

inline smtp_options in_the_clear() {
  smtp_options options;
  options.own_name = "carillon.example";
  options.needs_starttls = false;
  return options;
}

class smtp_talk {
 public:
  explicit smtp_talk(smtp_options options = in_the_clear(), bool is_secure = false,
                     std::shared_ptr<smtp_lessons> lessons = std::make_shared<smtp_lessons>())
      : session(std::move(options), is_secure, std::move(lessons)) {}

  /// What leaves now, all of it.
  std::string said() {
    std::string out;
    for (std::string part = "more"; !part.empty();) {
      part.clear();
      session.produce(part);
      out += part;
    }
    collect();
    return out;
  }
  /// The server's words, cut into pieces of `piece` bytes.
  bool feed(std::string_view bytes) {
    bool is_content = true;
    for (; !bytes.empty() && is_content; bytes.remove_prefix(std::min(piece, bytes.size()))) {
      is_content = session.receive(bytes.substr(0, piece));
      collect();
    }
    return is_content;
  }
  /// "S: 220 hi", "C: EHLO …" line by line: feeds, and expects exactly these words.
  void run(const std::vector<std::string>& script) {
    std::string heard;
    for (const auto& line : script) {
      const auto words = line.substr(3) + "\r\n";
      if (line.starts_with("S: ")) {
        EXPECT_EQ(heard, "") << "before " << line;
        EXPECT_TRUE(feed(words)) << line;
        continue;
      }
      if (heard.empty()) heard = said();
      EXPECT_TRUE(heard.starts_with(words)) << "wanted " << line << ", got " << heard;
      heard.erase(0, std::min(words.size(), heard.size()));
    }
    EXPECT_EQ(heard, "") << "after the script";
  }
  /// To the point where it takes mails, without TLS and login.
  void greet(const std::vector<std::string>& offers = {}) {
    std::vector<std::string> script{"S: 220 mail.example", "C: EHLO carillon.example"};
    for (const auto& offer : offers) script.push_back("S: 250-" + offer);
    script.emplace_back("S: 250 HELP");
    script.insert(script.begin() + 2, "S: 250-mail.example");
    run(script);
    EXPECT_TRUE(session.is_ready());
  }
  void lose() {
    session.lose(stream_end::clean);
    collect();
  }
  void collect() {
    while (const auto ended = session.take_completion()) {
      if (ended->failure)
        ended->lent->on_failure(*ended->failure);
      else
        ended->lent->on_response();
    }
  }

  smtp_session session;
  std::size_t piece = 100'000;
};

}  // namespace carillon::net
