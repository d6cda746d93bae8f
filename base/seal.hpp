// Authenticated encryption of what rests in Redis: AES-256-GCM with the record's identity as associated data,
// so that a sealed value copied to another tenant, kind or record does not open (hardening.md H).
// The envelope (which key, where it is kept) is store/keyring; this is the primitive.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace carillon {

/// nonce(12) | ciphertext | tag(16) under a 32-byte key. A fresh random nonce each call: at most 2^32 calls a
/// key.
std::string seal(const secret& key, std::string_view plaintext, std::string_view associated_data);
/// The plaintext, or `corrupted` when key, bytes or associated data differ in the least.
result<secret> unseal(const secret& key, std::string_view sealed, std::string_view associated_data);

}  // namespace carillon
