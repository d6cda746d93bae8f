#include "queue/keys.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::queue {
namespace {

std::string at(const std::string& prefix, partition p) {
  std::string key = prefix;
  key += '{';
  key += tag(p);
  key += "}:";
  return key;
}

/// Where a project's own records live.
partition home_of(project_id t) noexcept {
  return partition_of_text(t.raw());
}

std::optional<project_id> project_behind(const std::string& start, std::string_view channel) {
  if (!channel.starts_with(start)) return std::nullopt;
  const auto id = parse_short_id(channel.substr(start.size()));
  if (!id) return std::nullopt;
  return project_id{*id};
}

}  // namespace

partition partition_of_text(std::string_view text) noexcept {
  return static_cast<partition>(crc32c(text) % partition_count);
}

partition partition_of(project_id project, user_id user) noexcept {
  std::array<char, 33> joined{};  // project ‖ 0 ‖ user
  project.raw().copy(joined.data(), 16);
  user.raw().copy(joined.data() + 17, 16);
  return partition_of_text({joined.data(), joined.size()});
}

partition home_of(broadcast_id broadcast) noexcept {
  return partition_of_text(broadcast.raw());
}

std::string short_id(const uuid& value) {
  return base64url_encode(value.raw());
}

result<uuid> parse_short_id(std::string_view text) {
  if (text.size() != 22) return error{errc::invalid_argument, "a short id has 22 characters"};
  const auto bytes = base64url_decode(text);
  if (!bytes) return bytes.error();
  return uuid::from_raw(*bytes);
}

std::string keys::config() const {
  return prefix_ + "{meta}:cfg";
}
std::string keys::worker(std::string_view name) const {
  return prefix_ + "{meta}:w:" + std::string(name);
}
std::string keys::wake_channel(partition p) const {
  return prefix_ + "wake:" + std::to_string(p);
}
std::string keys::wake_pattern() const {
  return prefix_ + "wake:*";
}
std::string keys::presence_channel(std::string_view nonce) const {
  return (prefix_ + "alive:").append(nonce);
}
std::string keys::project_channel(project_id t) const {
  return prefix_ + "project:" + short_id(t.value);
}
std::string keys::project_pattern() const {
  return prefix_ + "project:*";
}
std::optional<project_id> keys::project_of(std::string_view channel) const {
  return project_behind(prefix_ + "project:", channel);
}
std::string keys::news_channel(project_id t) const {
  return prefix_ + "news:" + short_id(t.value);
}
std::string keys::news_pattern() const {
  return prefix_ + "news:*";
}
std::optional<project_id> keys::news_of(std::string_view channel) const {
  return project_behind(prefix_ + "news:", channel);
}
std::string keys::of_partition(partition p) const {
  return at(prefix_, p);
}

std::string keys::broadcast(broadcast_id b) const {
  return at(prefix_, home_of(b)) + "b:" + short_id(b.value);
}
std::string keys::broadcast_texts(broadcast_id b) const {
  return at(prefix_, home_of(b)) + "bt:" + short_id(b.value);
}
std::string keys::texts_aside(broadcast_id b, std::string_view nonce) const {
  return (at(prefix_, home_of(b)) + "bs:" + short_id(b.value) + ':').append(nonce);
}
std::string keys::broadcast_index(partition p, project_id t) const {
  return at(prefix_, p) + "bx:" + short_id(t.value);
}
std::string keys::open_broadcasts(partition p) const {
  return at(prefix_, p) + "open";
}
std::string keys::job(partition p, std::string_view jid) const {
  return at(prefix_, p).append("job:").append(jid);
}
std::string keys::outcomes(partition p, std::string_view jid) const {
  return at(prefix_, p).append("oc:").append(jid);
}
std::string keys::done_devices(partition p, std::string_view jid) const {
  return at(prefix_, p).append("od:").append(jid);
}
std::string keys::counters(partition p, broadcast_id b) const {
  return at(prefix_, p) + "bc:" + short_id(b.value);
}
std::string keys::ready(partition p, lane l) const {
  return at(prefix_, p).append("rdy:").append(to_string(l));
}
std::string keys::finish_times(partition p, lane l) const {
  return at(prefix_, p).append("fin:").append(to_string(l));
}
std::string keys::virtual_time(partition p, lane l) const {
  return at(prefix_, p).append("vt:").append(to_string(l));
}
std::string keys::leases(partition p) const {
  return at(prefix_, p) + "lease";
}
std::string keys::due(partition p) const {
  return at(prefix_, p) + "due";
}
std::string keys::parked(partition p) const {
  return at(prefix_, p) + "parked";
}
std::string keys::dead(partition p) const {
  return at(prefix_, p) + "dead";
}
std::string keys::events(partition p, project_id t) const {
  return at(prefix_, p) + "ev:" + short_id(t.value);
}
std::string keys::receipts(partition p, project_id t) const {
  return at(prefix_, p) + "rc:" + short_id(t.value);
}
std::string keys::due_receipts(partition p) const {
  return at(prefix_, p) + "rcd";
}

std::string keys::sequence(partition p, project_id t) const {
  return at(prefix_, p) + "seq:" + short_id(t.value);
}
std::string keys::user_index(partition p, project_id t, std::uint32_t page) const {
  return at(prefix_, p) + "ux:" + short_id(t.value) + ":" + std::to_string(page);
}
std::string keys::user(partition p, project_id t, user_id u) const {
  return at(prefix_, p) + "u:" + short_id(t.value) + ":" + short_id(u.value);
}
std::string keys::tokens(partition p, project_id t, provider via, std::uint32_t page) const {
  return at(prefix_, p) + "tk:" + short_id(t.value) + ":" + std::to_string(static_cast<unsigned>(via)) + ":" +
         std::to_string(page);
}
std::string keys::token_owner(partition p, project_id t, std::uint32_t bucket) const {
  return at(prefix_, p) + "tx:" + short_id(t.value) + ":" + std::to_string(bucket);
}
std::string keys::inbox_counts(partition p, project_id t, std::uint32_t page) const {
  return at(prefix_, p) + "ib:" + short_id(t.value) + ":" + std::to_string(page);
}
std::string keys::identity(partition p, project_id t, std::string_view kind) const {
  return (at(prefix_, p) + "idx:" + short_id(t.value) + ":").append(kind);
}
std::string keys::topic(partition p, project_id t, std::string_view topic) const {
  return (at(prefix_, p) + "top:" + short_id(t.value) + ":").append(topic);
}
std::string keys::project(project_id t) const {
  return at(prefix_, home_of(t)) + "prj:" + short_id(t.value);
}
std::string keys::project_by_public_key(std::string_view public_key) const {
  return at(prefix_, partition_of_text(public_key)).append("pk:").append(public_key);
}
std::string keys::integrations(project_id t) const {
  return at(prefix_, home_of(t)) + "int:" + short_id(t.value);
}
std::string keys::delivery_plans(project_id t) const {
  return at(prefix_, home_of(t)) + "plans:" + short_id(t.value);
}
std::string keys::message_templates(project_id t) const {
  return at(prefix_, home_of(t)) + "tpl:" + short_id(t.value);
}
std::string keys::message_template_authors(project_id t) const {
  return at(prefix_, home_of(t)) + "tpo:" + short_id(t.value);
}
std::string keys::suppressions(project_id t) const {
  return at(prefix_, home_of(t)) + "sup:" + short_id(t.value);
}
std::string keys::suppression_order(project_id t) const {
  return at(prefix_, home_of(t)) + "sor:" + short_id(t.value);
}
std::string keys::suppression_ends(project_id t) const {
  return at(prefix_, home_of(t)) + "sux:" + short_id(t.value);
}
std::string keys::soft_bounces(project_id t, const uuid& address) const {
  return at(prefix_, home_of(t)) + "sb:" + short_id(t.value) + ":" + short_id(address);
}
std::string keys::feedback_tally(project_id t, std::string_view source) const {
  return (at(prefix_, home_of(t)) + "fb:" + short_id(t.value) + ":").append(source);
}
std::string keys::revocation_tally(project_id t, std::string_view credential) const {
  return (at(prefix_, home_of(t)) + "rg:" + short_id(t.value) + ":").append(credential);
}
std::string keys::preferences(partition p, project_id t, std::uint32_t page) const {
  return at(prefix_, p) + "pf:" + short_id(t.value) + ":" + std::to_string(page);
}
std::string keys::inbox(partition p, project_id t, user_id u) const {
  return at(prefix_, p) + "in:" + short_id(t.value) + ":" + short_id(u.value);
}
std::string keys::installations(partition p, project_id t, std::uint32_t page) const {
  return at(prefix_, p) + "is:" + short_id(t.value) + ":" + std::to_string(page);
}
std::string keys::webhook_owner(integration_id i) const {
  return at(prefix_, partition_of_text(i.raw())) + "wo:" + short_id(i.value);
}
std::string keys::webhook_seen(integration_id i, std::string_view digest) const {
  return (at(prefix_, partition_of_text(i.raw())) + "ws:" + short_id(i.value) + ":").append(digest);
}
std::string keys::webhook_refused(integration_id i) const {
  return at(prefix_, partition_of_text(i.raw())) + "wr:" + short_id(i.value);
}
std::string keys::endpoints(project_id t) const {
  return at(prefix_, home_of(t)) + "hk:" + short_id(t.value);
}
std::string keys::endpoint_lease(project_id t) const {
  return at(prefix_, home_of(t)) + "hl:" + short_id(t.value);
}
std::string keys::endpoint_progress(project_id t, integration_id e) const {
  return at(prefix_, home_of(t)) + "hs:" + short_id(t.value) + ":" + short_id(e.value);
}
std::string keys::endpoint_retries(project_id t, integration_id e) const {
  return at(prefix_, home_of(t)) + "hr:" + short_id(t.value) + ":" + short_id(e.value);
}
std::string keys::endpoint_attempts(project_id t, integration_id e) const {
  return at(prefix_, home_of(t)) + "ha:" + short_id(t.value) + ":" + short_id(e.value);
}
std::string keys::projects_with_endpoints() const {
  return prefix_ + "{meta}:hooks";
}
std::string keys::used(project_id t, std::string_view id) const {
  return (at(prefix_, partition_of_text(id)) + "uo:" + short_id(t.value) + ":").append(id);
}
std::string keys::jwts(project_id t, std::string_view kind_or_user) const {
  return (at(prefix_, home_of(t)) + "jwt:" + short_id(t.value) + ":").append(kind_or_user);
}
std::string keys::change_count() const {
  return prefix_ + "{meta}:changes";
}
std::string keys::changed_projects() const {
  return prefix_ + "{meta}:changed";
}
std::string keys::keyring() const {
  return prefix_ + "{keys}:ring";
}

keys::name_parts keys::parts_of(std::string_view key) const noexcept {
  const auto tag_end = key.find("}:", prefix_.size());
  if (!key.starts_with(prefix_) || tag_end == std::string_view::npos) return {};
  const auto name = key.substr(tag_end + 2);
  const auto kind_end = std::min(name.find(':'), name.size());
  const auto rest = name.substr(std::min(kind_end + 1, name.size()));
  return {name.substr(0, kind_end), rest.substr(0, rest.find(':'))};
}

}  // namespace carillon::queue
