// Endpoints of outgoing webhooks: URLs a project names to be told what happens, sealed at rest with the
// secrets their calls are signed by (hardening.md H). Called by the API and by who calls them. One io thread.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/secret.hpp"
#include "net/redis/redis.hpp"
#include "queue/event_tail.hpp"
#include "queue/keys.hpp"
#include "store/keyring.hpp"

namespace carillon::store {

/// Secrets that count beside the present one, at most.
inline constexpr std::size_t most_former_secrets = 3;

inline constexpr std::chrono::hours longest_secret_overlap{7 * 24};

/// A secret that another one took the place of; calls are signed by both until then.
struct former_secret {
  secret text;
  timestamp until{};
};

struct webhook_endpoint {
  integration_id id{};
  std::string url;                      ///< may hold a secret: never in a log or an event
  std::string description;              ///< for people; may be empty
  std::vector<std::string> events;      ///< types, or "delivery.*" for all that begin so; empty: all
  std::vector<std::string> categories;  ///< of broadcasts; empty: all, and what belongs to none
  bool is_enabled = true;               ///< its owner wants it called
  std::string switched_off{};           ///< why we call it no more: "gone", "failing"; empty: we do
  secret signing_secret;                ///< "whsec_…"
  std::vector<former_secret> former{};
  timestamp created{}, updated{};
  std::uint64_t version = 0;  ///< grows with every save

  bool is_called() const noexcept { return is_enabled && switched_off.empty(); }
};

/// Puts `fresh` in the place of the secret; calls are signed by the former one as well for `overlap` (0: no
/// longer, nor by those before it). conflict says why not.
result<void> rotate_secret(webhook_endpoint& of, secret fresh, std::chrono::seconds overlap, timestamp at);

/// Whether an endpoint asked for events of that type and category; none: it belongs to no broadcast.
bool is_wanted(const webhook_endpoint& by, std::string_view type, const std::optional<std::string>& category);

class webhook_endpoints {
 public:
  webhook_endpoints(net::redis& redis, queue::keys names, keyring& keys);

  /// By creation. What cannot be read is left out.
  task<result<std::vector<webhook_endpoint>>> list(project_id project);
  /// not_found when there is none.
  task<result<webhook_endpoint>> find(project_id project, integration_id id);
  /// Gives it an id, and what happens from now on to tell. conflict when the project has `most` of them.
  task<result<webhook_endpoint>> create(project_id project, webhook_endpoint wanted, std::size_t most);
  /// Changes what is saved, once more when somebody else comes in between; a refusal of `edit` is the answer.
  /// `edit` sees one that we switched off as not enabled. Enabled again, it is told what happens from now on:
  /// not what happened while it was not. not_found.
  task<result<webhook_endpoint>> change(project_id project, integration_id id,
                                        std::function<result<void>(webhook_endpoint&)> edit);
  /// With all that was kept of its calls. not_found.
  task<result<void>> remove(project_id project, integration_id id);
  /// Every project that has endpoints, and perhaps some that had.
  task<result<std::vector<project_id>>> projects();

 private:
  task<result<std::string>> close(project_id project, webhook_endpoint value);
  task<result<webhook_endpoint>> open(project_id project, std::string raw_id, std::string stored);
  task<result<void>> read_switches(project_id project, std::vector<webhook_endpoint>& of);
  enum class start : std::uint8_t { kept, anew };
  enum class put_outcome : std::int8_t { too_many = -1, changed_meanwhile = 0, done = 1 };
  task<result<put_outcome>> put(project_id project, webhook_endpoint next, std::string version_read,
                                std::size_t most, start begins);

  net::redis& redis_;
  queue::keys names_;
  keyring& keyring_;
  queue::event_tail tail_;
};

}  // namespace carillon::store
