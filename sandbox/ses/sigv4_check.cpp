#include "sandbox/ses/sigv4_check.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr auto most_skew = std::chrono::minutes(5);

struct signature {
  std::string key_id, day, region, service, signed_headers, value;
};

std::string_view part_of(std::string_view header, std::string_view name) noexcept {
  const auto at = header.find(name);
  if (at == std::string_view::npos) return {};
  const auto rest = header.substr(at + name.size());
  return rest.substr(0, rest.find_first_of(", "));
}

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from <= text.size();) {
    const auto end = std::min(text.find(by, from), text.size());
    out.emplace_back(text.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

std::optional<signature> read_signature(std::string_view header) {
  if (!header.starts_with(algorithm)) return std::nullopt;
  const auto scope = split(part_of(header, "Credential="), '/');
  if (scope.size() != 5 || scope[4] != "aws4_request") return std::nullopt;
  return signature{.key_id = scope[0],
                   .day = scope[1],
                   .region = scope[2],
                   .service = scope[3],
                   .signed_headers = std::string(part_of(header, "SignedHeaders=")),
                   .value = std::string(part_of(header, "Signature="))};
}

/// "20261123T120000Z".
std::optional<timestamp> read_date(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  const std::string written(text);
  const auto at =
      parse_rfc3339(written.substr(0, 4) + '-' + written.substr(4, 2) + '-' + written.substr(6, 5) + ':' +
                    written.substr(11, 2) + ':' + written.substr(13, 2) + 'Z');
  return at ? std::optional(*at) : std::nullopt;
}

/// Without white space at its ends, runs of spaces as one.
std::string trimmed(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += c;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

/// The canonical request; `host` is what the client believed to call.
std::string canonical_of(const incoming& request, const signature& said, std::string_view host) {
  const auto question = request.path.find('?');
  std::string out(request.method);
  out.append("\n").append(request.path.substr(0, question)).append("\n");
  if (question != std::string_view::npos) out.append(request.path.substr(question + 1));
  out += '\n';
  for (const auto& name : split(said.signed_headers, ';'))
    out.append(name).append(":").append(trimmed(name == "host" ? host : request.header(name))).append("\n");
  out.append("\n").append(said.signed_headers).append("\n").append(hex_encode(as_text(sha256(request.body))));
  return out;
}

std::string sign(const aws_key& key, const signature& said, std::string_view date,
                 std::string_view canonical) {
  const auto of_day = hmac_sha256("AWS4" + key.secret_key, {said.day});
  const auto of_region = hmac_sha256(as_text(of_day), {said.region});
  const auto of_service = hmac_sha256(as_text(of_region), {said.service});
  const auto signing = hmac_sha256(as_text(of_service), {"aws4_request"});
  const auto scope = said.day + '/' + said.region + '/' + said.service + "/aws4_request";
  const auto digest = hex_encode(as_text(sha256(canonical)));
  return hex_encode(
      as_text(hmac_sha256(as_text(signing), {algorithm, "\n", date, "\n", scope, "\n", digest})));
}

bool covers(const signature& said, std::string_view name) {
  const auto names = split(said.signed_headers, ';');
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

check check_sigv4(const incoming& request, const std::vector<aws_key>& keys, timestamp now) {
  const auto header = request.header("authorization");
  if (header.empty()) return refusal{"MissingAuthenticationTokenException", "no authorization header"};
  const auto said = read_signature(header);
  if (!said) return refusal{"IncompleteSignature", "Credential, SignedHeaders and Signature are expected"};
  const auto date = request.header("x-amz-date");
  const auto signed_at = read_date(date);
  if (!signed_at || said->day != date.substr(0, 8))
    return refusal{"IncompleteSignature", "x-amz-date is not the scope's"};
  if (said->service != "ses")
    return refusal{"SignatureDoesNotMatch", "Credential should be scoped to correct service: 'ses'"};
  const auto skew = *signed_at > now ? *signed_at - now : now - *signed_at;
  if (skew > most_skew) return refusal{"InvalidSignatureException", "Signature expired"};
  const auto key = std::ranges::find(keys, said->key_id, &aws_key::key_id);
  if (key == keys.end())
    return refusal{"UnrecognizedClientException", "The security token included in the request is invalid."};
  const auto session = request.header("x-amz-security-token");
  if (session != key->session_token)
    return refusal{"ExpiredTokenException", "the session token is not the key's"};
  const bool is_covered = covers(*said, "host") && covers(*said, "x-amz-date") &&
                          (session.empty() || covers(*said, "x-amz-security-token"));
  if (!is_covered)
    return refusal{"IncompleteSignature", "host, x-amz-date and the session token have to be signed"};
  // Who was sent here by a setting, a proxy or a host table signed for the real host.
  const auto real_host = "email." + said->region + ".amazonaws.com";
  const auto named = request.header("host").empty() ? request.authority : request.header("host");
  for (const auto host : {named, std::string_view(real_host)}) {
    if (constant_time_equal(said->value, sign(*key, *said, date, canonical_of(request, *said, host))))
      return std::nullopt;
  }
  return refusal{"SignatureDoesNotMatch",
                 "The request signature we calculated does not match the signature you provided."};
}

}  // namespace carillon::sandbox
