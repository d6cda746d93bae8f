// The senders of all projects this worker delivers for, made from their integrations on demand. A sender
// stays as long as its integration and version do, with its breaker, tokens and connections, whatever else of
// the project is saved. Connections are shared by what may share them: one origin, one credential. Used when
// a chunk is opened, and by the integration watch. One io thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/parts/shared_credentials.hpp"
#include "engine/parts/worker_parts.hpp"
#include "engine/routing/routes.hpp"
#include "net/address_guard.hpp"
#include "net/origin_pool.hpp"

namespace carillon::engine {

class sender_registry {
 public:
  sender_registry(worker_parts& parts, std::shared_ptr<shared_credentials> credentials,
                  const net::address_guard& guard, std::shared_ptr<boost::asio::ssl::context> tls);

  /// The project's routes as of now (a saved integration shows within half a second: integration_watch).
  /// Integrations that do not parse are logged and left out.
  task<result<std::shared_ptr<const routes>>> routes_of(project_id project);
  /// The last ones it gave, at once; null when it never gave any.
  std::shared_ptr<const routes> last_routes_of(project_id project) const;
  bool knows(project_id project) const { return projects_.contains(project); }
  std::vector<project_id> known_projects() const;

 private:
  /// Integration, version, and whether it is for development builds.
  using sender_key = std::tuple<integration_id, std::uint64_t, bool>;
  using sender_set = std::map<sender_key, std::shared_ptr<sender>>;
  using versions = std::vector<std::pair<integration_id, std::uint64_t>>;
  /// What connections may be shared by: origin, account, key. Another key makes other connections.
  using pool_key = std::tuple<std::string, std::string, std::string>;
  struct known_project {
    versions seen;
    std::shared_ptr<const engine::routes> routes;
    sender_set senders;
  };
  /// Routes on the way: from the senders there are, and what the new ones will be.
  struct draft {
    project_id project;
    const sender_set& before;
    engine::routes routes{};
    sender_set senders{};
  };

  void renew(known_project& known, project_id project, const std::vector<store::integration>& rows);
  void add_apns(draft& made, const store::integration& row);
  void add_fcm(draft& made, const store::integration& row);
  std::shared_ptr<net::origin_pool> pool(pool_key key, net::origin_pool_options options);
  bool is_cut_to_fit() const noexcept;
  net::origin_pool_options options_for(net::origin target) const;

  worker_parts& parts_;
  std::shared_ptr<shared_credentials> credentials_;
  const net::address_guard& guard_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  std::unordered_map<project_id, known_project> projects_;
  std::map<pool_key, std::weak_ptr<net::origin_pool>> pools_;
};

}  // namespace carillon::engine
