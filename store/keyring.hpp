// Envelope encryption (hardening.md H): a master key from outside Redis wraps one data key per project;
// secrets rest sealed under the data key with their identity as associated data. Also keeps the server secret
// from which ids, cursors and project JWTs are derived. One per io thread; data keys are unwrapped once and
// remembered.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "base/secret.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

/// What a sealed value is bound to; it opens only for the same record again. The texts must live as long as
/// the call that takes them.
struct seal_context {
  project_id project;
  std::string_view kind;  ///< "integration", "project_secret", …
  std::string_view record;
};

/// The current master key wraps what is wrapped from now on; all of them open what they wrapped: keys to come
/// while processes change over, and keys to go.
struct master_keys {
  master_keys(secret only) : current(std::move(only)) {}  // NOLINT: one key is the usual ring
  master_keys(secret now, std::vector<secret> before_and_after)
      : current(std::move(now)), others(std::move(before_and_after)) {}

  secret current;
  std::vector<secret> others;
};

/// How many keys in Redis one master key wraps.
struct wrapping {
  std::string master_key;  ///< its id, 8 hexadecimal digits
  std::size_t keys = 0;
  bool is_current = false;
  bool is_known = false;  ///< the current one, or one of the others
};

/// Reads the 32-byte master key from a file (raw, hex or base64). `configuration` when it is missing, has the
/// wrong size, or others may read it: 0600 when it is ours, of another owner's at most 0440.
result<secret> load_master_key(const std::string& path);
/// Makes the file, 0600, unless somebody else just did, and reads it. Only where Redis holds no keys yet.
result<secret> make_master_key(const std::string& path);
/// Names a master key without telling it: 8 hexadecimal digits.
std::string master_key_id(const secret& key);

/// What a Redis holds that some master key wrapped.
struct keys_at_rest {
  std::size_t count = 0;
  std::string master_key;  ///< the id of the one that must be here: it wrapped the server secret
};
/// Needs no master key; writes nothing.
task<result<keys_at_rest>> look_at_keys(net::redis& redis, queue::keys names);

class keyring {
 public:
  keyring(net::redis& redis, queue::keys names, master_keys masters);

  /// First start makes the server secret; later ones unwrap it. `configuration` when no master key here is
  /// the one it was wrapped by: there is no plaintext mode.
  task<result<void>> open();
  /// "v1|kek id|nonce|ciphertext|tag", binary, without the bars; the id, that of the current master key, is
  /// for the reader only. Makes the project's data key when it has none.
  task<result<std::string>> seal(seal_context context, std::string plaintext);
  /// `corrupted` when a byte differs, or it was sealed for another project, kind or record. `configuration`
  /// when no master key here wraps the project's data key. Never makes one.
  task<result<secret>> unseal(seal_context context, std::string sealed);
  /// 32 bytes derived from the server secret for one purpose ("broadcast-id", "cursor", "project-jwt", …).
  /// Only after open().
  secret derive(std::string_view purpose) const;
  /// Wraps by the current master key what another of ours wrapped; how many keys. Each is replaced at once or
  /// not at all, whoever else writes and whenever we end, so it may be interrupted and repeated; sealed
  /// records stay as they are. What none of ours opens is left, and told as `configuration`.
  task<result<std::size_t>> rewrap();
  /// Which master keys are in use; the current one always among them, first.
  task<result<std::vector<wrapping>>> wrappings();
  /// Removes the project's data key: whatever else was kept of its secrets opens for nobody any more.
  task<result<void>> forget_project(project_id project);
  /// Every project that has a data key, in no order: whoever was given a secret, so every project there is.
  task<result<std::vector<project_id>>> known_projects();

 private:
  struct master {
    std::string id;  ///< four bytes derived from it, in front of all it wraps
    secret key;
  };
  enum class when_absent : std::uint8_t { make, refuse };
  task<result<secret>> data_key(project_id project, when_absent policy);
  task<result<secret>> load_or_make(std::string field, std::string associated, when_absent policy);
  std::string wrap(const secret& key, std::string_view associated) const;
  result<secret> open_wrapped(std::string_view wrapped, std::string_view associated) const;

  net::redis& redis_;
  queue::keys names_;
  std::vector<master> masters_;  ///< the current one first
  secret server_secret_;
  std::unordered_map<project_id, secret> data_keys_;
};

}  // namespace carillon::store
