// AWS Signature Version 4, as far as SES needs it: a POST without a query, its headers and body signed.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/secret.hpp"

namespace carillon::providers::ses {

struct aws_credentials {
  std::string key_id;
  secret secret_key;
  secret session_token;  ///< of temporary ones; empty otherwise
};

struct signed_scope {
  std::string_view region;
  std::string_view service;  ///< "ses"
};

/// What is signed. `host` as the Host header has it; `path` percent-encoded.
struct signed_request {
  std::string_view host, path, content_type, body;
};

/// "20150830T123600Z": the value of x-amz-date.
std::string to_amz_date(timestamp time);
/// The key that signs all requests of that day.
secret signing_key_of(const aws_credentials& by, signed_scope scope, std::string_view amz_date);
/// The value of the authorization header. Signed are content-type, host, x-amz-date and, when there is one,
/// x-amz-security-token; they have to be sent as they were given. `key` is signing_key_of() the same day.
std::string authorization_of(const aws_credentials& by, const secret& key, signed_scope scope,
                             std::string_view amz_date, const signed_request& request);

}  // namespace carillon::providers::ses
