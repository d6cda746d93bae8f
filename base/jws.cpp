#include "base/jws.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon {
namespace {

/// Header members that let the token choose the key, or demand an extension: none of them is ours to follow.
constexpr std::array<const char*, 5> refused_members{"crit", "jku", "x5u", "jwk", "x5c"};

error malformed(std::string_view what, boost::source_location where = BOOST_CURRENT_LOCATION) {
  return {errc::invalid_argument, std::string("not a signed token: ").append(what), where};
}

result<json> decode_object(std::string_view part) {
  const auto text = base64url_decode(part);
  if (!text) return text.error();
  auto value = parse_json(*text, {.max_bytes = text->size(), .max_depth = 8, .max_values = 1000});
  if (value && !value->is_object()) return malformed("a part is not a JSON object");
  return value;
}

std::string encode_parts(const json& header, const json& claims) {
  return base64url_encode(dump_json(header)) + '.' + base64url_encode(dump_json(claims));
}

}  // namespace

result<parsed_jws> parse_jws(std::string_view token, std::size_t max_bytes) {
  if (token.size() > max_bytes) return malformed("too long");
  const auto first_dot = token.find('.');
  const auto second_dot = first_dot == token.npos ? token.npos : token.find('.', first_dot + 1);
  if (second_dot == token.npos || token.find('.', second_dot + 1) != token.npos) {
    return malformed("it has not three parts");
  }
  auto header = decode_object(token.substr(0, first_dot));
  if (!header) return malformed(header.error().detail);
  auto claims = decode_object(token.substr(first_dot + 1, second_dot - first_dot - 1));
  if (!claims) return malformed(claims.error().detail);
  auto signature = base64url_decode(token.substr(second_dot + 1));
  if (!signature) return malformed(signature.error().detail);
  return parsed_jws{*std::move(header), *std::move(claims), std::string(token.substr(0, second_dot)),
                    *std::move(signature)};
}

bool verify_hs256(const parsed_jws& token, const secret& key) noexcept {
  const auto& header = token.header;
  const auto algorithm = header.find("alg");
  if (algorithm == header.end() || *algorithm != "HS256") return false;
  if (std::ranges::any_of(refused_members, [&](const char* name) { return header.contains(name); }))
    return false;
  const auto expected = hmac_sha256(key.reveal(), {token.signed_part});
  return constant_time_equal(as_text(expected), token.signature);
}

std::string sign_hs256(const json& claims, const secret& key) {
  auto token = encode_parts({{"alg", "HS256"}, {"typ", "JWT"}}, claims);
  const auto signature = hmac_sha256(key.reveal(), {token});
  return token += '.' + base64url_encode(as_text(signature));
}

std::string sign_jws(json header, const json& claims, const signing_key& key) {
  header["alg"] = key.kind() == key_kind::p256 ? "ES256" : "RS256";
  auto token = encode_parts(header, claims);
  const auto signature = key.sign(token);
  return token += '.' + base64url_encode(signature);
}

}  // namespace carillon
