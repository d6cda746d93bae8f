// The senders of all projects this worker delivers for, made from their integrations on demand. A sender
// stays as long as its integration and version do, with its breaker, tokens and connections, whatever else of
// the project is saved; projects that nobody delivers for any more are forgotten. Connections are shared by
// what may share them: one origin, one credential. Used when a chunk is opened, and by the integration watch.
// One io thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/parts/breaker_board.hpp"
#include "engine/parts/process_share.hpp"
#include "engine/parts/worker_parts.hpp"
#include "engine/routing/routes.hpp"
#include "net/address_guard.hpp"
#include "providers/catalogue.hpp"

namespace carillon::engine {

class sender_registry {
 public:
  sender_registry(worker_parts& parts, std::shared_ptr<process_share> shared, const net::address_guard& guard,
                  std::shared_ptr<boost::asio::ssl::context> tls);

  /// The project's routes as of now (a saved integration shows within half a second: integration_watch).
  /// Integrations that do not parse are logged and left out.
  task<result<std::shared_ptr<const routes>>> routes_of(project_id project);
  /// The last ones it gave, at once; null when it never gave any.
  std::shared_ptr<const routes> last_routes_of(project_id project) const;
  bool knows(project_id project) const { return projects_.contains(project); }
  std::vector<project_id> known_projects() const;
  /// The worst of each provider's accounts.
  breaker_board::states breakers(steady_time now) const;
  /// Told of projects a sender of which is well again.
  void when_recovered(std::function<void(project_id)> told) { recovered_ = std::move(told); }
  /// What nobody used for ten minutes goes: projects with their senders and connections, ways to origins.
  void drop_idle(steady_time now);

 private:
  using sender_key = std::tuple<provider, integration_id, std::uint64_t>;  ///< the last: version
  using sender_set = std::map<sender_key, std::shared_ptr<sender>>;
  using versions = std::vector<std::pair<integration_id, std::uint64_t>>;
  using pool_key = std::pair<std::string, std::string>;  ///< origin, what connections to it are shared by
  struct known_project {
    versions seen;
    std::shared_ptr<const engine::routes> routes;
    sender_set senders;
    steady_time used{};
  };

  void renew(known_project& known, project_id project, const std::vector<store::integration>& rows);
  result<std::shared_ptr<sender>> make_sender(const sender_identity& identity, const providers::row& row,
                                              const json& config);
  result<std::shared_ptr<carrier>> connect(const providers::account& account, const std::string& fallback_key,
                                           const providers::destination& to);

  worker_parts& parts_;
  std::shared_ptr<process_share> shared_;
  const net::address_guard& guard_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  std::function<void(project_id)> recovered_ = [](project_id) {};
  std::unordered_map<project_id, known_project> projects_;
  std::map<pool_key, std::weak_ptr<carrier>> carriers_;
};

}  // namespace carillon::engine
