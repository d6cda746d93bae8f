// Every Redis key of the product, in one place: partitions, hash tags, names (queue.md 2.3, 2.4). A key's tag
// decides its slot; whatever one script touches carries one tag. Ids stand in keys as 22 characters
// base64url.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/vocabulary.hpp"

namespace carillon::queue {

/// Fixed at first start (c:{meta}:cfg partitions); a mismatch refuses to start.
inline constexpr unsigned partition_count = 64;
/// Recipients per chunk job, and fields per page of users and tokens.
inline constexpr std::uint32_t chunk_size = 500;
inline constexpr std::uint32_t page_size = 100;

/// 0 … partition_count-1
using partition = std::uint8_t;

/// Where everything of a user lives, for ever: crc32c(project ‖ 0 ‖ user) % 64 over the raw ids.
partition partition_of(project_id project, user_id user) noexcept;
/// Home of a broadcast's record and plan job.
partition home_of(broadcast_id broadcast) noexcept;
/// A partition for things found by an arbitrary text (index entries: e-mail, public key, token hash).
partition partition_of_text(std::string_view text) noexcept;
/// The hash tag, "53t" for 0: slot(tag(p)) ≈ (p+½)·16384/64.
std::string_view tag(partition p) noexcept;
/// Redis Cluster's slot of a key: CRC16/XMODEM of the part in braces (of the whole key when there is none).
std::uint16_t slot_of(std::string_view key) noexcept;

/// What is told on keys::project_channel: other keys count now; it is being deleted.
inline constexpr std::string_view project_has_changed = "changed";
inline constexpr std::string_view project_is_going = "deleted";

/// Of keys::config(): what is here of builds that took two spellings of an e-mail or a token for two. Absent:
/// nobody has looked yet.
inline constexpr std::string_view spelling_field = "spelling";
inline constexpr std::string_view nothing_older = "new";  ///< no such build has ever written here
inline constexpr std::string_view users_noted = "users";  ///< all users are found by any spelling

/// Of keys::config(): when a round of reaping last ended, Redis' clock.
inline constexpr std::string_view reaped_field = "reaped";

/// 22 characters, no padding.
std::string short_id(const uuid& value);
result<uuid> parse_short_id(std::string_view text);

/// Builds key names under the configured prefix ("c:"). Cheap; copy freely.
class keys {
 public:
  explicit keys(std::string prefix) : prefix_(std::move(prefix)) {}

  std::string config() const;                                  // HASH  {meta}:cfg
  std::string worker(std::string_view name) const;             // HASH  {meta}:w:<worker>, TTL
  std::string wake_channel(partition p) const;                 // pub/sub wake:<p>
  std::string wake_pattern() const;                            // wake:*
  std::string presence_channel(std::string_view nonce) const;  // pub/sub alive:<nonce>: its worker listens
  std::string project_channel(project_id t) const;  // pub/sub project:<pid>: its keys changed, or it is going
  std::string project_pattern() const;              // project:*
  /// Of which project a message on project_channel() tells; none for any other channel.
  std::optional<project_id> project_of(std::string_view channel) const;
  std::string news_channel(
      project_id t) const;           // pub/sub news:<pid>: its log grew, or its endpoints have more to do
  std::string news_pattern() const;  // news:*
  /// Of which project a message on news_channel() tells; none for any other channel.
  std::optional<project_id> news_of(std::string_view channel) const;
  /// "c:{tag}:", what all names of a partition start with. Scripts build names of jobs they find from it.
  std::string of_partition(partition p) const;

  // what moves
  std::string broadcast(broadcast_id b) const;        // HASH  {home}:b:<bid>
  std::string broadcast_texts(broadcast_id b) const;  // HASH  {home}:bt:<bid>, pieces of large texts
  std::string texts_aside(broadcast_id b,
                          std::string_view nonce) const;  // HASH  bs:<bid>:<nonce>, TTL: pieces that come in
  std::string broadcast_index(partition p, project_id t) const;  // ZSET  bid(16 raw) → created us
  std::string open_broadcasts(partition p) const;  // ZSET  bid(16 raw) → accepted ms: not yet processed
  std::string job(partition p, std::string_view jid) const;       // HASH  job:<jid>
  std::string outcomes(partition p, std::string_view jid) const;  // STRING oc:<jid>, one byte a recipient
  std::string done_devices(partition p,
                           std::string_view jid) const;     // HASH od:<jid>, done_devices in job.hpp
  std::string counters(partition p, broadcast_id b) const;  // HASH  bc:<bid>
  std::string ready(partition p, lane l) const;             // ZSET  jid → virtual finish time
  std::string finish_times(partition p, lane l) const;      // HASH  (r)project → last virtual finish
  std::string virtual_time(partition p, lane l) const;      // STRING
  std::string leases(partition p) const;                    // ZSET  jid → deadline ms
  std::string due(partition p) const;                       // ZSET  jid → due ms
  std::string parked(partition p) const;                    // ZSET  project(16 raw) + jid → 0: waits in due
  std::string dead(partition p) const;                      // ZSET  jid → died ms
  std::string events(partition p, project_id t) const;      // STREAM ev:<project>
  std::string receipts(partition p, project_id t) const;    // ZSET  rc: packed receipt_batch → ask at, ms
  std::string due_receipts(partition p) const;              // ZSET  rcd: project(22) → its first one's ms

  // what rests
  std::string sequence(partition p, project_id t) const;  // STRING numbers handed out
  std::string user_index(partition p, project_id t,
                         std::uint32_t page) const;  // HASH ux: n%100 → uid(16 raw)[ 'x' if deleted]
  std::string user(partition p, project_id t, user_id u) const;  // HASH u:
  std::string tokens(partition p, project_id t, provider via,
                     std::uint32_t page) const;  // HASH tk: n%100 → packed tokens
  std::string token_owner(partition p, project_id t,
                          std::uint32_t bucket) const;  // HASH tx: token hash(8) → uid(16 raw)
  std::string inbox_counts(partition p, project_id t,
                           std::uint32_t page) const;  // HASH ib: n%100 → unread,unseen
  std::string identity(partition p, project_id t,
                       std::string_view kind) const;                           // HASH idx: value hash → uids
  std::string topic(partition p, project_id t, std::string_view topic) const;  // ZSET uid(16 raw) → n
  std::string project(project_id t) const;                                     // HASH prj:<pid>
  std::string project_by_public_key(std::string_view public_key) const;        // STRING → pid
  std::string integrations(project_id t) const;                         // HASH integration id → sealed record
  std::string jwts(project_id t, std::string_view kind_or_user) const;  // HASH jti → record
  std::string delivery_plans(project_id t) const;                       // HASH plans:<pid>, key → JSON
  std::string message_templates(project_id t) const;         // HASH tpl:<pid>, "<channel>:<category>" → text
  std::string message_template_authors(project_id t) const;  // HASH tpo:<pid>, the same → uid(16 raw)
  std::string suppressions(project_id t) const;              // HASH sup:<pid>, id(16 raw) → JSON
  std::string suppression_order(project_id t) const;         // ZSET sor:<pid>, id(16 raw) → added us
  std::string suppression_ends(project_id t) const;          // ZSET sux:<pid>, id(16 raw) → ends ms, if ever
  std::string soft_bounces(project_id t, const uuid& address) const;  // HASH sb:<pid>:<id>, TTL: strikes
  std::string feedback_tally(project_id t,
                             std::string_view source) const;  // HASH fb:<pid>:<kind>, TTL: what came back
  std::string revocation_tally(project_id t,
                               std::string_view credential) const;  // HASH rg:<pid>:<credential>, TTL
  std::string preferences(partition p, project_id t,
                          std::uint32_t page) const;              // HASH pf: n%100 → packed switches
  std::string inbox(partition p, project_id t, user_id u) const;  // HASH in: bid(16 raw) → packed item
  std::string installations(partition p, project_id t,
                            std::uint32_t page) const;  // HASH is: n%100 → sealed installations
  std::string webhook_owner(integration_id i) const;    // STRING wo:<id> → pid(16 raw)
  std::string webhook_seen(integration_id i,
                           std::string_view digest) const;  // STRING ws:<id>:<digest>, TTL: deliveries taken
  std::string webhook_refused(integration_id i) const;      // STRING wr:<id>, TTL: a refusal was noted
  std::string endpoints(project_id t) const;                // HASH hk:<pid>, webhook endpoint → sealed record
  std::string endpoint_lease(project_id t) const;           // STRING hl:<pid>, TTL: who calls its endpoints
  std::string endpoint_progress(project_id t,
                                integration_id e) const;  // HASH hs:<pid>:<id>: cursors, counters, how it is
  std::string endpoint_retries(project_id t,
                               integration_id e) const;  // ZSET hr:<pid>:<id>: event(16 raw) → due ms
  std::string endpoint_attempts(project_id t,
                                integration_id e) const;      // HASH ha:<pid>:<id>: event(16 raw) → attempts
  std::string projects_with_endpoints() const;                // SET {meta}:hooks: pid(16 raw)
  std::string used(project_id t, std::string_view id) const;  // STRING uo:<pid>:<id>, TTL: what was used once
  std::string keyring() const;                                // HASH {keys}: wrapped data keys
  std::string change_count() const;      // STRING {meta}:changes, of the integrations of all projects
  std::string changed_projects() const;  // ZSET {meta}:changed, pid(16 raw) → number of its last change

  const std::string& prefix() const noexcept { return prefix_; }

  /// A key's name taken apart: "u" and the project's short id of a user's. What belongs to a project carries
  /// its id in the second place, what belongs to a broadcast or an integration carries theirs there. Views of
  /// `key`; empty where there is none.
  struct name_parts {
    std::string_view kind, owner;
  };
  name_parts parts_of(std::string_view key) const noexcept;

 private:
  std::string prefix_;
};

}  // namespace carillon::queue
