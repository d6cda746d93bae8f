#include "providers/smtp/answers.hpp"

#include <algorithm>
#include <array>

#include "providers/email/told.hpp"

namespace carillon::providers::smtp {
namespace {

using net::mail_stage;
using std::chrono::seconds;

// Names are ours: where the mail had got, and what the server meant. A status is the code that says so most.
constexpr auto table = [] {
  using enum answer_class;
  using enum throttle_scope;
  return std::to_array<answer_row>({
      {421, "service closing", retry, message, seconds(5)},
      {454, "daily quota", retry_after, account, seconds(3600)},
      {554, "connection refused", config},
      {450, "connection refused for now", retry, message, seconds(5)},
      {550, "greeting refused", config},
      {454, "STARTTLS not available for now", retry, message, seconds(5)},
      {500, "STARTTLS not offered", config},
      {454, "authentication not available for now", retry, message, seconds(5)},
      {535, "authentication refused", config},
      {451, "sender refused for now", retry, message, seconds(5)},
      {552, "too large for this server", payload},
      {501, "sender not understood", payload},
      {550, "sender refused", config},
      {451, "greylisted", retry, address, seconds(300)},
      {451, "recipient refused for now", retry, message, seconds(5)},
      {452, "too many recipients", split},
      {552, "mailbox full", retry, address, seconds(1800)},
      {550, "no such mailbox", dead},
      {550, "recipient refused by policy", config},
      {550, "recipient refused", retry, message, seconds(60), 2},
      {501, "recipient not understood", dead},
      {553, "recipient not taken", payload},
      {451, "message refused for now", retry, message, seconds(5)},
      {554, "message refused", payload},
      {554, "message refused for its content", payload},
      {550, "message refused by policy", config},
      {503, "out of sequence", payload},
  });
}();

/// Which replies a row stands for; the first rule that matches decides. `enhanced` is a beginning of the
/// enhanced code, `words` of what the text has to say; empty: any.
struct rule {
  mail_stage at;
  int lowest, highest;
  std::string_view enhanced, words;
  std::string_view row;
};

constexpr auto rules = std::to_array<rule>({
    {mail_stage::connect, 400, 499, "", "", "connection refused for now"},
    {mail_stage::connect, 500, 599, "", "", "connection refused"},
    {mail_stage::hello, 400, 499, "", "", "connection refused for now"},
    {mail_stage::hello, 500, 599, "", "", "greeting refused"},
    {mail_stage::starttls, 400, 499, "", "", "STARTTLS not available for now"},
    {mail_stage::starttls, 0, 599, "", "", "STARTTLS not offered"},
    {mail_stage::auth, 400, 499, "", "", "authentication not available for now"},
    {mail_stage::auth, 0, 599, "", "", "authentication refused"},

    {mail_stage::sender, 400, 499, "", "", "sender refused for now"},
    {mail_stage::sender, 552, 552, "", "", "too large for this server"},
    {mail_stage::sender, 500, 599, "5.3.4", "", "too large for this server"},
    {mail_stage::sender, 500, 503, "", "", "sender not understood"},
    {mail_stage::sender, 555, 555, "", "", "sender not understood"},
    {mail_stage::sender, 500, 599, "", "", "sender refused"},

    {mail_stage::recipient, 450, 451, "4.7.1", "", "greylisted"},
    {mail_stage::recipient, 450, 451, "", "greylist", "greylisted"},
    {mail_stage::recipient, 452, 452, "4.5.3", "", "too many recipients"},
    {mail_stage::recipient, 400, 499, "4.2.2", "", "mailbox full"},
    {mail_stage::recipient, 400, 499, "", "", "recipient refused for now"},
    {mail_stage::recipient, 552, 552, "", "", "mailbox full"},
    {mail_stage::recipient, 500, 599, "5.2.2", "", "mailbox full"},
    {mail_stage::recipient, 500, 599, "5.1.10", "", "no such mailbox"},
    {mail_stage::recipient, 500, 599, "5.1.1", "", "no such mailbox"},
    {mail_stage::recipient, 500, 599, "5.1.2", "", "no such mailbox"},
    {mail_stage::recipient, 500, 599, "5.1.3", "", "no such mailbox"},
    {mail_stage::recipient, 500, 599, "5.1.6", "", "no such mailbox"},
    {mail_stage::recipient, 500, 599, "5.2.1", "", "no such mailbox"},
    {mail_stage::recipient, 500, 599, "5.4.4", "", "no such mailbox"},
    {mail_stage::recipient, 530, 530, "", "", "authentication refused"},
    {mail_stage::recipient, 550, 554, "5.7.", "", "recipient refused by policy"},
    {mail_stage::recipient, 501, 501, "", "", "recipient not understood"},
    {mail_stage::recipient, 555, 555, "", "", "recipient not understood"},
    {mail_stage::recipient, 500, 503, "", "", "out of sequence"},
    {mail_stage::recipient, 550, 550, "", "relay", "recipient refused by policy"},
    {mail_stage::recipient, 550, 550, "", "policy", "recipient refused by policy"},
    {mail_stage::recipient, 550, 550, "", "unknown", "no such mailbox"},
    {mail_stage::recipient, 550, 550, "", "no such", "no such mailbox"},
    {mail_stage::recipient, 550, 550, "", "not exist", "no such mailbox"},
    {mail_stage::recipient, 550, 550, "", "", "recipient refused"},
    {mail_stage::recipient, 500, 599, "", "", "recipient not taken"},

    {mail_stage::data, 400, 499, "", "", "message refused for now"},
    {mail_stage::data, 530, 530, "", "", "authentication refused"},
    {mail_stage::data, 550, 554, "5.7.", "", "message refused by policy"},
    {mail_stage::data, 500, 503, "", "", "out of sequence"},
    {mail_stage::data, 500, 599, "", "", "message refused"},

    {mail_stage::message, 400, 499, "", "", "message refused for now"},
    {mail_stage::message, 552, 552, "", "", "too large for this server"},
    {mail_stage::message, 500, 599, "5.3.4", "", "too large for this server"},
    {mail_stage::message, 500, 599, "5.2.3", "", "too large for this server"},
    {mail_stage::message, 500, 599, "", "spam", "message refused for its content"},
    {mail_stage::message, 500, 599, "", "virus", "message refused for its content"},
    {mail_stage::message, 500, 599, "", "content", "message refused for its content"},
    {mail_stage::message, 554, 554, "5.7.1", "", "message refused for its content"},
    {mail_stage::message, 500, 599, "5.6.", "", "message refused for its content"},
    {mail_stage::message, 550, 554, "5.7.", "", "message refused by policy"},
    {mail_stage::message, 500, 503, "", "", "out of sequence"},
    {mail_stage::message, 500, 599, "", "", "message refused"},
});

constexpr std::size_t row_of(std::string_view name) noexcept {
  return static_cast<std::size_t>(std::ranges::find(table, name, &answer_row::reason) - table.begin());
}
static_assert(std::ranges::all_of(rules, [](const rule& each) { return row_of(each.row) < table.size(); }));

bool begins_with_code(std::string_view enhanced, std::string_view wanted) noexcept {
  if (!enhanced.starts_with(wanted)) return false;
  // "5.1.1" is not the beginning of "5.1.10".
  return wanted.empty() || wanted.ends_with('.') || enhanced.size() == wanted.size();
}

bool matches(const rule& each, const net::mail_reply& reply) noexcept {
  return each.at == reply.stage && reply.code >= each.lowest && reply.code <= each.highest &&
         begins_with_code(reply.enhanced, each.enhanced) && email::says(reply.text, each.words);
}

std::size_t row_of(const net::mail_reply& reply) noexcept {
  if (reply.code == 421) return row_of("service closing");
  if (reply.code >= 400 && email::says(reply.text, "daily message quota")) return row_of("daily quota");
  const auto* const found =
      std::ranges::find_if(rules, [&reply](const rule& each) { return matches(each, reply); });
  return found == rules.end() ? table.size() : row_of(found->row);
}

answer unlisted(const net::mail_reply& reply) {
  answer made;
  // No code at all is no answer; what a server may not say is a bug of its, for a time.
  made.meaning = reply.code == 0     ? answer_class::ambiguous
                 : reply.code >= 500 ? answer_class::payload
                                     : answer_class::retry;
  made.reason = 0xffff;
  return made;
}

}  // namespace

std::span<const answer_row> answers() noexcept {
  return table;
}

answer read_reply(const net::mail_reply& reply, bool is_alone) {
  const bool is_taken = reply.stage == mail_stage::message && reply.code >= 200 && reply.code < 300;
  if (is_taken) return email::accepted(reply.text);
  const auto row = row_of(reply);
  auto made = row < table.size() ? make_answer(table, row, {}, {}) : unlisted(reply);
  // Who is alone is not too many: the server counts what came before.
  if (made.meaning == answer_class::split && is_alone) {
    made.meaning = answer_class::retry;
    made.wait = seconds(5);
  }
  made.text = sanitised(std::to_string(reply.code) + ' ' +
                        (reply.enhanced.empty() ? "" : reply.enhanced + ' ') + reply.text);
  return made;
}

}  // namespace carillon::providers::smtp
