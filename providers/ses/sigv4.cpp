#include "providers/ses/sigv4.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::providers::ses {
namespace {

std::string_view day_of(std::string_view amz_date) noexcept {
  return amz_date.substr(0, 8);
}

std::string credential_scope(signed_scope scope, std::string_view amz_date) {
  std::string out(day_of(amz_date));
  return out.append("/").append(scope.region).append("/").append(scope.service).append("/aws4_request");
}

struct canonical {
  std::string text;
  std::string_view signed_headers;
};

canonical canonical_request(const aws_credentials& by, std::string_view amz_date,
                            const signed_request& request) {
  const bool has_session = !by.session_token.empty();
  canonical out;
  out.signed_headers =
      has_session ? "content-type;host;x-amz-date;x-amz-security-token" : "content-type;host;x-amz-date";
  out.text.append("POST\n").append(request.path).append("\n\n");
  out.text.append("content-type:").append(request.content_type).append("\n");
  out.text.append("host:").append(request.host).append("\n");
  out.text.append("x-amz-date:").append(amz_date).append("\n");
  if (has_session) out.text.append("x-amz-security-token:").append(by.session_token.reveal()).append("\n");
  out.text.append("\n").append(out.signed_headers).append("\n");
  out.text.append(hex_encode(as_text(sha256(request.body))));
  return out;
}

}  // namespace

std::string to_amz_date(timestamp time) {
  // 2015-08-30T12:36:00.000000Z without what parts it.
  auto out = to_rfc3339(time).substr(0, 19);
  std::erase_if(out, [](char c) { return c == '-' || c == ':'; });
  return out + 'Z';
}

secret signing_key_of(const aws_credentials& by, signed_scope scope, std::string_view amz_date) {
  const secret first("AWS4" + std::string(by.secret_key.reveal()));
  const auto date = hmac_sha256(first.reveal(), {day_of(amz_date)});
  const auto region = hmac_sha256(as_text(date), {scope.region});
  const auto service = hmac_sha256(as_text(region), {scope.service});
  return secret(std::string(as_text(hmac_sha256(as_text(service), {"aws4_request"}))));
}

std::string authorization_of(const aws_credentials& by, const secret& key, signed_scope scope,
                             std::string_view amz_date, const signed_request& request) {
  const auto made = canonical_request(by, amz_date, request);
  const auto where = credential_scope(scope, amz_date);
  const auto digest = hex_encode(as_text(sha256(made.text)));
  const auto mac = hmac_sha256(key.reveal(), {"AWS4-HMAC-SHA256\n", amz_date, "\n", where, "\n", digest});
  std::string out = "AWS4-HMAC-SHA256 Credential=";
  out.append(by.key_id).append("/").append(where).append(", SignedHeaders=").append(made.signed_headers);
  return out.append(", Signature=").append(hex_encode(as_text(mac)));
}

}  // namespace carillon::providers::ses
