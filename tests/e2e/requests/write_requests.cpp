// Carillon's requests before judges: a case a line, {"kind", "config", "to", "details"?, "title", "content",
// "at" (ms)}; answered by a line each, {"origin", "path", "headers", "body" (base64)} as it would be sent,
// and "issuer": the request that asks for its token, where one has to be asked for.
#include <iostream>
#include <string>

#include "base/encoding.hpp"
#include "providers/catalogue.hpp"

namespace {

using namespace carillon;

json shown(const net::wire_request& request) {
  auto headers = json::object();
  for (const auto& each : request.headers) headers[std::string(each.name)] = each.value;
  return {{"path", request.path}, {"headers", std::move(headers)}, {"body", base64_encode(request.body)}};
}

result<std::string> origin_for(const providers::account& by, const providers::address& to) {
  const auto place = by.serves(to);
  if (!place) return error(errc::not_found, "it does not serve this address");
  if (*place != providers::account::own_origin) return by.destinations().at(*place).url;
  const auto own = by.destination_of(to);
  if (!own) return own.error();
  return own->url;
}

result<json> written(const json& given) {
  const auto* const row = providers::find_row(text_of(given, "kind"));
  if (row == nullptr) return error(errc::not_found, "no such provider");
  const auto by = row->open(given.at("config"));
  if (!by) return by.error();
  const auto now = from_unix_ms(given.at("at").get<std::int64_t>());
  providers::message words;
  words.broadcast = *broadcast_id::parse("0190a5c0-0000-7000-8000-000000000001");
  words.over = row->facts.over;
  words.title = text_of(given, "title");
  words.content = text_of(given, "content");
  words.begins = now;
  const auto text = text_of(given, "to");
  providers::item to;
  to.to.text = text;
  if (given.contains("details")) to.to.details = &given.at("details");
  to.notification = *notification_id::parse("0190a5c0-0000-7000-8000-00000000000a");
  to.delivery = *delivery_id::parse("0190a5c0-0000-7000-8000-00000000000b");
  const auto origin = origin_for(**by, to.to);
  if (!origin) return origin.error();

  json out;
  std::string authorization;
  if (const auto* const plan = (*by)->credential(); plan != nullptr && plan->issuer() != nullptr) {
    net::wire_request asked;
    plan->ask(now, asked);
    out["issuer"] = shown(asked);
  } else if (plan != nullptr) {
    authorization = plan->mint(*origin, now).text.reveal();
  }
  net::wire_request request;
  const auto filled = (*by)->compose(words, now)->fill({&to, 1}, authorization, now, request);
  if (!filled) return filled.error();
  out.update(shown(request));
  out["origin"] = *origin;
  return out;
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const auto out = written(*parse_json(line));
    std::cout << dump_json(out ? *out : json{{"refused", out.error().detail}}) << '\n';
  }
}
