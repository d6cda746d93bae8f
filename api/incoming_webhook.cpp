#include "api/incoming_webhook.hpp"

#include "api/webhook_signature.hpp"
#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::api {
namespace {

constexpr std::size_t max_name = 255;
constexpr std::size_t max_depth = 64;

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

/// For a service that names no delivery: the same body is the same delivery.
std::string named_by(std::string_view id, std::string_view body) {
  return id.empty() ? "sha256:" + hex_encode(as_text(sha256(body))) : std::string(id);
}

/// GitHub's hooks may be set to application/x-www-form-urlencoded: payload=<JSON>, '+' for a space.
checked<json> read_github_body(const request& of) {
  constexpr std::string_view form = "application/x-www-form-urlencoded";
  if (!of.raw.header("content-type").starts_with(form)) return read_webhook_object(of.raw.body);
  auto text = of.raw.body;
  std::ranges::replace(text, '+', ' ');
  const auto fields = query_parameters::parse(text);
  if (!fields) return problem{400, "the form cannot be read"};
  return read_webhook_object(fields->get("payload"));
}

/// What clients of the contract's own form send: {type, description, payload}.
void take_contract_form(incoming_webhook& into, json& body) {
  into.type = name_of(body, "type");
  into.description = name_of(body, "description");
  const auto inner = body.find("payload");
  if (inner != body.end() && inner->is_object()) into.payload = std::move(*inner);
}

}  // namespace

problem wrong_signature() {
  return {401, "the signature is not valid", "invalid_signature"};
}

checked<json> read_webhook_object(std::string_view body) {
  auto value = parse_json(body, {.max_bytes = body.size(),
                                 .max_depth = max_depth,
                                 .max_values = 200'000,
                                 .wide = wide_integers::as_text});
  if (!value) return problem{400, value.error().detail};
  if (!value->is_object()) return problem{400, "the body should be an object"};
  return std::move(*value);
}

checked<incoming_webhook> read_github_webhook(const request& of, const json& config) {
  const auto secret = config.value("webhook_signing_secret", "");
  const auto signature = of.raw.header("x-hub-signature-256");
  const bool is_single = of.raw.count("x-hub-signature-256") == 1;
  if (!is_single || !is_signed_by_github({secret, signature, of.raw.body})) return wrong_signature();
  auto body = read_github_body(of);
  if (!body) return body.error();
  incoming_webhook out;
  out.id = printable(of.raw.header("x-github-delivery"));
  out.delivery = named_by(out.id, of.raw.body);
  out.type = printable(of.raw.header("x-github-event"));
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

checked<incoming_webhook> read_stripe_webhook(const request& of, const json& config, timestamp at) {
  const auto secret = config.value("webhook_signing_secret", "");
  const auto signature = of.raw.header("stripe-signature");
  const bool is_single = of.raw.count("stripe-signature") == 1;
  if (!is_single || !is_signed_by_stripe({secret, signature, of.raw.body}, at)) return wrong_signature();
  auto body = read_webhook_object(of.raw.body);
  if (!body) return body.error();
  incoming_webhook out;
  out.id = name_of(*body, "id");
  out.delivery = named_by(out.id, of.raw.body);
  take_contract_form(out, *body);
  if (out.id.empty()) out.id = out.delivery;
  if (out.type.empty()) out.type = "unknown";
  if (out.description.empty()) out.description = "Stripe sent " + out.type;
  if (!out.payload.is_object()) out.payload = std::move(*body);
  return out;
}

}  // namespace carillon::api
