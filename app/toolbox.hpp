// For commands that do one thing and leave: a foundation, one loop, one Redis link, and the store over it.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "app/foundation.hpp"
#include "queue/queue.hpp"
#include "store/keyring.hpp"
#include "store/project.hpp"

namespace carillon::app {

/// Does a project count whose deletion has begun?
enum class deleted_projects : std::uint8_t { not_at_all, too };

class toolbox {
 public:
  /// Connected, checked against the queue's configuration, keyring open.
  static result<std::unique_ptr<toolbox>> open(const config::load_sources& sources);
  ~toolbox();

  /// Runs one coroutine to its end.
  template <class Value>
  Value run(task<Value> work) {
    std::optional<Value> kept;
    std::exception_ptr thrown;
    asio::co_spawn(context_, std::move(work), [&](std::exception_ptr failure, Value value) {
      thrown = failure;
      kept = std::move(value);
      context_.stop();
    });
    context_.restart();
    context_.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*kept);
  }

  /// By id, public key or name; with an empty text the only project there is. Errors say what there is.
  result<store::project> find_project(const std::string& text,
                                      deleted_projects which = deleted_projects::not_at_all);

  const config::settings& settings() const noexcept { return base_.settings; }
  asio::io_context& context() noexcept { return context_; }
  net::redis& link() noexcept { return *link_; }
  const queue::keys& names() const noexcept { return names_; }
  store::keyring& keyring() noexcept { return keyring_; }
  store::projects& projects() noexcept { return projects_; }

 private:
  explicit toolbox(foundation base);
  foundation base_;
  asio::io_context context_{1};
  std::unique_ptr<net::redis> link_;
  queue::keys names_;
  store::keyring keyring_;
  store::projects projects_;
};

}  // namespace carillon::app
