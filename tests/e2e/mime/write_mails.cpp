// Carillon before the judges of mail: a case a line, {"title", "content", "html"?, "category"?, "topic"?,
// "action_url"?, "to", "first_name"?, "from_name"?, "unsubscribe_url"?}; answered by a line each:
// {"mail", "text", "html"} in base64 for SMTP, {"ses": {…}} as SES is sent it, or {"refused"}.
#include <iostream>
#include <string>

#include "base/encoding.hpp"
#include "providers/ses/account.hpp"
#include "providers/smtp/account.hpp"

namespace {

using namespace carillon;

const timestamp noon = *parse_rfc3339("2026-11-28T12:00:00Z");

json sender(const json& of) {
  return {{"email", "news@mail.example"}, {"name", text_of(of, "from_name")}};
}

providers::message message_of(const json& given) {
  providers::message out;
  out.broadcast = *broadcast_id::parse("0190a5c0-0000-7000-8000-000000000001");
  out.over = channel::email;
  out.title = text_of(given, "title");
  out.content = text_of(given, "content");
  out.html = text_of(given, "html");
  out.category = text_of(given, "category");
  out.topic = text_of(given, "topic");
  out.action_url = text_of(given, "action_url");
  out.begins = noon;
  return out;
}

json filled(const providers::account& by, const providers::message& words, const providers::item& to) {
  net::wire_request out;
  const auto done = by.compose(words, noon)->fill({&to, 1}, "", noon, out);
  if (!done) return {{"refused", done.error().detail}};
  json headers = json::object();
  for (const auto& each : out.headers) headers[std::string(each.name)] = each.value;
  return {{"from", out.envelope.from},
          {"to", out.envelope.to},
          {"path", out.path},
          {"headers", headers},
          {"body", base64_encode(out.body)}};
}

json answer(const json& given) {
  const auto words = message_of(given);
  const auto address = text_of(given, "to");
  const auto first_name = text_of(given, "first_name");
  const auto url = text_of(given, "unsubscribe_url");
  providers::person who;
  who.first_name = first_name;
  providers::item to;
  to.to.text = address;
  to.who = &who;
  to.unsubscribe_url = url;
  to.notification = *notification_id::parse("0190a5c0-0000-7000-8000-00000000000a");
  to.delivery = *delivery_id::parse("0190a5c0-0000-7000-8000-00000000000b");
  const auto smtp = providers::smtp::open({{"host", "smtp.example"},
                                           {"port", 587},
                                           {"username", "u"},
                                           {"password", "p"},
                                           {"from", sender(given)}});
  json aws{{"key_id", "AKIDEXAMPLE"},
           {"secret_key", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
           {"region", "eu-west-1"},
           {"from", sender(given)}};
  aws["session_token"] = text_of(given, "session_token");
  const auto ses = providers::ses::open(aws);
  return {{"smtp", filled(**smtp, words, to)}, {"ses", filled(**ses, words, to)}};
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) std::cout << dump_json(answer(*parse_json(line))) << '\n';
}
