// Signs calls of webhook endpoints for judges: a line of JSON in, {"id", "secrets", "body", "at"} with the
// time in ms, a line out, {"headers"}.
#include <iostream>
#include <vector>

#include "base/json.hpp"
#include "engine/webhooks/webhook_message.hpp"

namespace {

using carillon::json;

json headers_of(const json& call) {
  std::vector<carillon::secret> secrets;
  for (const auto& each : call.at("secrets")) secrets.emplace_back(each.get<std::string>());
  carillon::net::wire_request request;
  request.body = call.at("body").get<std::string>();
  carillon::engine::put_webhook_headers(request, call.at("id").get<std::string>(), secrets,
                                        carillon::from_unix_ms(call.at("at").get<std::int64_t>()));
  auto headers = json::object();
  for (const auto& each : request.headers) headers[std::string(each.name)] = each.value;
  return headers;
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);)
    std::cout << carillon::dump_json({{"headers", headers_of(json::parse(line))}}) << '\n';
}
