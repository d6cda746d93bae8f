// Certificates made on the spot for the sandbox, the demo and the tests: never for what the internet sees.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace carillon::net {

struct self_signed_certificate {
  std::string certificate_pem;  ///< also the CA to trust: it is its own issuer
  secret key_pem;
};

/// P-256, valid from an hour ago for `days` (negative: expired already). `hosts`: DNS names and IP literals,
/// at least one.
result<self_signed_certificate> make_self_signed(const std::vector<std::string>& hosts, int days = 30);

/// Writes cert.pem and key.pem (mode 0600) into `folder`, which exists.
result<> write_certificate(const self_signed_certificate& certificate, const std::string& folder);

}  // namespace carillon::net
