// The senders of all projects this worker delivers for, made from their integrations on demand. Connections
// are shared by what may share them: one origin, one credential. Used when a chunk is opened. One io thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/routes.hpp"
#include "engine/shared_credentials.hpp"
#include "engine/worker_parts.hpp"
#include "net/address_guard.hpp"
#include "net/origin_pool.hpp"

namespace carillon::engine {

class sender_registry {
 public:
  sender_registry(worker_parts& parts, std::shared_ptr<shared_credentials> credentials,
                  const net::address_guard& guard, std::shared_ptr<boost::asio::ssl::context> tls);

  /// The project's routes as of now (a saved integration shows within 2 s). Integrations that do not parse
  /// are logged and left out.
  task<result<std::shared_ptr<const routes>>> routes_of(project_id project);

 private:
  using versions = std::vector<std::pair<integration_id, std::uint64_t>>;
  /// What connections may be shared by: origin, account, key.
  using pool_key = std::tuple<std::string, std::string, std::string>;
  struct known_project {
    versions seen;
    std::shared_ptr<const engine::routes> routes;
  };

  std::shared_ptr<const routes> make_routes(project_id project, const std::vector<store::integration>& rows);
  void add_apns(routes& made, project_id project, const store::integration& row);
  void add_fcm(routes& made, project_id project, const store::integration& row);
  std::shared_ptr<net::origin_pool> pool(pool_key key, net::origin_pool_options options);
  net::origin_pool_options options_for(net::origin target) const;

  worker_parts& parts_;
  std::shared_ptr<shared_credentials> credentials_;
  const net::address_guard& guard_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  std::unordered_map<project_id, known_project> projects_;
  std::map<pool_key, std::weak_ptr<net::origin_pool>> pools_;
};

}  // namespace carillon::engine
