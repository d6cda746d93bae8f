// Whole mails: the first line is the title, the names and the category, the rest the content, read as plain
// text or HTML and as a template's HTML. Whatever they hold, a mail has the header fields that were meant and
// no other, lines a relay takes, and HTML in which nothing runs.
#include <algorithm>
#include <array>
#include <string>

#include "base/json.hpp"
#include "providers/email/mail_content.hpp"
#include "providers/email/mime_message.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

using namespace providers;

constexpr std::array<std::string_view, 15> meant{"Date",
                                                 "From",
                                                 "Reply-To",
                                                 "To",
                                                 "Subject",
                                                 "Message-ID",
                                                 "References",
                                                 "In-Reply-To",
                                                 "List-Id",
                                                 "Auto-Submitted",
                                                 "List-Unsubscribe",
                                                 "List-Unsubscribe-Post",
                                                 "X-Carillon-Notification",
                                                 "X-Carillon-Delivery",
                                                 "MIME-Version"};

void demand_lines(std::string_view mail) {
  std::size_t column = 0;
  for (std::size_t at = 0; at < mail.size(); ++at) {
    if (mail.substr(at).starts_with("\r\n")) {
      column = 0;
      ++at;
      continue;
    }
    const char c = mail[at];
    demand((c >= ' ' && c <= '~') || c == '\t', "a mail is printable ASCII");
    demand(++column <= 998, "a line is one a relay takes");
  }
}

void demand_fields(std::string_view mail) {
  auto head = mail.substr(0, mail.find("\r\n\r\n") + 2);
  while (!head.empty()) {
    const auto line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    if (line.starts_with(' ')) continue;
    const auto name = line.substr(0, line.find(':'));
    demand(name == "Content-Type" || std::ranges::find(meant, name) != meant.end(), "a field was meant");
  }
}

/// Every tag is one the writer has.
void demand_safe(std::string_view html) {
  for (const auto* const bad : {"<script", "<style", "<iframe", "<form", "<svg", " on", "javascript:"}) {
    for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
      const auto tag = html.substr(at, html.find('>', at) - at);
      // Addresses and alternative texts may say anything between their quotes.
      const auto bare = tag.substr(0, tag.find("=\""));
      demand(bare.find(bad) == std::string_view::npos, "nothing in it runs");
    }
  }
}

void write(std::string_view words, std::string_view content, bool is_template) {
  message of;
  of.title = of.category = of.topic = words;
  of.action_url = "https://x.example/" + std::string(words);
  (is_template ? of.html : of.content) = content;
  person who;
  who.first_name = words;
  item to;
  to.who = &who;
  to.unsubscribe_url = words;
  const email::mime_message mail(
      of, {.address = "news@mail.example", .name = std::string(words), .reply_to = "", .reply_to_name = ""});
  std::string out, again;
  mail.append_to(out, to, {.local = "ada", .domain = "x.example"});
  mail.append_to(again, to, {.local = "ada", .domain = "x.example"});
  demand(out == again, "a mail has the same bytes each time");
  demand_lines(out);
  demand_fields(out);
}

void run(std::string_view input) {
  const auto [first, rest] = first_line(input);
  for (const bool is_template : {false, true}) {
    const auto made = is_template ? email::read_html_content(rest) : email::read_content(rest);
    demand(made.html.size() <= email::most_content + 16 * 1024, "content keeps its limit");
    demand(is_valid_utf8(made.html) && is_valid_utf8(made.text), "content is text");
    demand_safe(made.html);
    write(first, rest, is_template);
  }
  if (const auto box = email::parse_mailbox(first)) {
    demand(email::parse_mailbox(box->text()).has_value(), "a mailbox is read as it was written");
    demand(box->text().find_first_of("\r\n <>") == std::string::npos, "a mailbox is one word");
  }
}

const registration here({.name = "mail", .run = run, .mutations = 2'000});

}  // namespace
}  // namespace carillon::fuzz
