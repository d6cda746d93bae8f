// Somebody else's RSA certificate, to check what they signed: Amazon SNS messages (providers.md 14). Not for
// our own tokens, those have signing_key. Immutable; any thread.
#pragma once

#include <memory>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

struct x509_st;

namespace carillon {

/// What a signature was made over.
enum class signature_digest {
  sha1,  ///< old, and weak against whoever can choose the text; SNS SignatureVersion 1
  sha256,
};

class rsa_certificate {
 public:
  /// The first certificate of a PEM text. invalid_argument unless it holds an RSA key of 2048 bits or more.
  static result<rsa_certificate> from_pem(std::string_view pem);

  /// PKCS #1 v1.5 over `data`. False for a certificate that is not valid at `when`.
  bool verify(std::string_view data, std::string_view signature, signature_digest digest,
              timestamp when) const noexcept;

 private:
  explicit rsa_certificate(std::shared_ptr<x509_st> certificate) : certificate_(std::move(certificate)) {}
  std::shared_ptr<x509_st> certificate_;
};

}  // namespace carillon
