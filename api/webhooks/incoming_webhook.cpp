#include "api/webhooks/incoming_webhook.hpp"

#include <algorithm>

#include "api/http/media_type.hpp"
#include "api/webhooks/webhook_payload.hpp"
#include "api/webhooks/webhook_signature.hpp"
#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::api {
namespace {

constexpr std::size_t max_name = 255;

/// At most 255 bytes, whole characters.
std::string shortened(std::string text) {
  if (text.size() <= max_name) return text;
  auto end = max_name;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text;
}

std::string name_of(const json& body, std::string_view name) {
  return shortened(text_of(body, name));
}

/// Names come from headers as well: only what is fit for JSON and logs.
std::string printable(std::string_view header) {
  std::string out(header);
  std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; });
  return is_valid_utf8(out) ? shortened(std::move(out)) : std::string();
}

/// GitHub's hooks may be set to application/x-www-form-urlencoded: payload=<JSON>.
checked<json> read_github_body(const net::h1_request& raw) {
  const auto type = parse_media_type(raw.header("content-type"));
  if (!type || type->name != "application/x-www-form-urlencoded") return read_webhook_object(raw.body);
  const auto payload = form_field(raw.body, "payload");
  if (!payload) return problem{400, "the form cannot be read"};
  return read_webhook_object(*payload);
}

/// What clients of the contract's own form send: {type, description, payload}.
void take_contract_form(incoming_webhook& into, json& body) {
  into.type = name_of(body, "type");
  into.description = name_of(body, "description");
  const auto inner = body.find("payload");
  if (inner != body.end() && inner->is_object()) into.payload = std::move(*inner);
}

std::string digest_of(std::string_view body) {
  return hex_encode(as_text(sha256(body)));
}

}  // namespace

problem wrong_signature() {
  return {401, "the signature is not valid", "invalid_signature"};
}

checked<incoming_webhook> read_github_webhook(const net::h1_request& raw, const json& config) {
  const auto secret = config.value("webhook_signing_secret", "");
  const auto signature = raw.header("x-hub-signature-256");
  const bool is_single = raw.count("x-hub-signature-256") == 1;
  if (!is_single || !is_signed_by_github({secret, signature, raw.body})) return wrong_signature();
  auto body = read_github_body(raw);
  if (!body) return body.error();
  incoming_webhook out;
  out.digest = digest_of(raw.body);
  out.id = printable(raw.header("x-github-delivery"));
  out.type = printable(raw.header("x-github-event"));
  if (out.type.empty()) {
    take_contract_form(out, *body);
  } else if (const auto action = name_of(*body, "action"); !action.empty()) {
    out.type += '.' + action;
  }
  if (out.type.empty()) out.type = "unknown";
  if (out.description.empty()) out.description = "GitHub sent " + out.type;
  if (!out.payload.is_object()) out.payload = std::move(*body);
  return out;
}

checked<incoming_webhook> read_stripe_webhook(const net::h1_request& raw, const json& config, timestamp at) {
  const auto secret = config.value("webhook_signing_secret", "");
  const auto signature = raw.header("stripe-signature");
  const bool is_single = raw.count("stripe-signature") == 1;
  if (!is_single || !is_signed_by_stripe({secret, signature, raw.body}, at)) return wrong_signature();
  auto body = read_webhook_object(raw.body);
  if (!body) return body.error();
  incoming_webhook out;
  out.digest = digest_of(raw.body);
  out.id = name_of(*body, "id");
  if (out.id.empty()) out.id = "sha256:" + out.digest;
  take_contract_form(out, *body);
  if (out.type.empty()) out.type = "unknown";
  if (out.description.empty()) out.description = "Stripe sent " + out.type;
  if (!out.payload.is_object()) out.payload = std::move(*body);
  return out;
}

json view_of(const incoming_webhook& what) {
  json view = {{"type", what.type}, {"description", what.description}, {"payload", what.payload}};
  if (!what.id.empty()) view["id"] = what.id;
  return view;
}

}  // namespace carillon::api
