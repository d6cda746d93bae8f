// Encrypted content for one reader: aes128gcm in a single record (RFC 8188), with keys agreed on over P-256
// (RFC 8291). Called for each message to a browser, and by who plays the browser. Pure but for randomness;
// any thread. What it costs is one key pair and one agreement on P-256, and little else.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace carillon::ece {

inline constexpr std::size_t point_size = 65;   ///< of a public key: 0x04 and two coordinates
inline constexpr std::size_t scalar_size = 32;  ///< of a private key
inline constexpr std::size_t auth_size = 16;    ///< of the secret that is shared beforehand
inline constexpr std::size_t salt_size = 16;
/// What encryption adds to the plaintext: salt, record size, key id and its length, padding mark, tag.
inline constexpr std::size_t overhead = 103;

/// Whom the message is for: what its subscription says.
struct reader {
  std::string_view point;  ///< its public key, uncompressed
  std::string_view auth;
};

/// What is random about a message, given: for test vectors.
struct chosen {
  std::string_view scalar;
  std::string_view salt;
};

/// Appends the message to `out`. invalid_argument: the reader's key is no point of the curve, or a length is
/// wrong; nothing is appended then.
result<void> encrypt(const reader& to, std::string_view plaintext, std::string& out,
                     const std::optional<chosen>& instead_of_random = std::nullopt);

/// A reader's own half.
struct key_pair {
  secret scalar;
  std::string point;
};
key_pair generate();

/// What encrypt() was given. invalid_argument for bytes of another form (several records, an odd key),
/// `corrupted` where keys and bytes do not fit together. Shares no code with encrypt().
result<std::string> decrypt(const key_pair& own, std::string_view auth, std::string_view message);

}  // namespace carillon::ece
