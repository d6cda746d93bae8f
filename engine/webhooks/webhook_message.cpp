#include "engine/webhooks/webhook_message.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/version.hpp"
#include "store/webhook_secret.hpp"

namespace carillon::engine {

std::string webhook_body(const json& event) {
  const json body = {
      {"type", member_of(event, "type")}, {"timestamp", member_of(event, "timestamp")}, {"data", event}};
  return dump_json(body);
}

void put_webhook_headers(net::wire_request& out, std::string_view id, std::span<const secret> secrets,
                         timestamp at) {
  const auto seconds = std::to_string(to_unix_ms(at) / 1000);
  std::string signatures;
  for (const auto& each : secrets) {
    const auto key = store::webhook_key(each);
    if (!key) continue;
    const auto mac = hmac_sha256(key->reveal(), {id, ".", seconds, ".", out.body});
    if (!signatures.empty()) signatures += ' ';
    signatures += "v1," + base64_encode(as_text(mac));
  }
  constexpr auto never = net::header_indexing::never;
  out.headers.push_back({"content-type", "application/json"});
  out.headers.push_back({"user-agent", "carillon/" + std::string(version())});
  out.headers.push_back({"webhook-id", std::string(id), never});
  out.headers.push_back({"webhook-timestamp", seconds, never});
  out.headers.push_back({"webhook-signature", std::move(signatures), never});
}

}  // namespace carillon::engine
