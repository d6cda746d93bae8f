// From what a client calls a user (external_id, e-mail) to the user's id, and to the index entries that lead
// there when the id came from somewhere else (queue.md, "Identity"). Pure; used by users and the import, any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/secret.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

/// Which field an id derives from; the byte in the HMAC, so never renumber (3: substitutes).
enum class identity_kind : std::uint8_t { external_id = 1, email = 2 };

/// One identity's place: the id it derives to, and the index entry beside that id, in the same slot.
struct identity {
  user_id derived;
  queue::partition where = 0;
  std::string bucket;  ///< the entry's HASH
  std::string field;   ///< 8 raw bytes: the start of SHA-256(value)
};

/// Entries are spread over this many HASHes a partition: listpacks up to 16 million users a project.
inline constexpr unsigned identity_buckets = 512;

class identities {
 public:
  identities(queue::keys names, secret key) : names_(std::move(names)), key_(std::move(key)) {}

  /// UUIDv8 of HMAC-SHA256(key, project ‖ kind ‖ value). Bytes as they are: give e-mails as
  /// canonical_email().
  identity of(project_id project, identity_kind kind, std::string_view value) const;
  /// Another id for a (canonical) e-mail whose derived id belongs to a user that has changed its e-mail
  /// since; 1, 2, …
  user_id substitute(project_id project, std::string_view email, unsigned turn) const;

 private:
  queue::keys names_;
  secret key_;
};

}  // namespace carillon::store
