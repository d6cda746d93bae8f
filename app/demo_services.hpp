// The demo's two servers and the commands it gives, as child processes of this very binary.
#pragma once

#include <optional>
#include <string>

#include "app/child_process.hpp"
#include "app/demo_world.hpp"
#include "base/json.hpp"

namespace carillon::app {

class demo_services {
 public:
  /// Paths of the two programs.
  demo_services(std::string carillon, std::string sandbox)
      : carillon_(std::move(carillon)), sandbox_path_(std::move(sandbox)) {}

  /// Starts the sandbox in `folder` and fills in where it listens.
  result<demo_place> start_sandbox(const std::string& folder);
  /// Starts `carillon serve` with these settings; afterwards api() and ops() are known.
  result<void> start_server(const demo_place& place, const std::string& settings);
  /// Runs a subcommand with these settings; its stdout. Its stderr is ours when `is_shown`.
  result<std::string> run(const demo_place& place, const std::string& settings,
                          std::vector<std::string> words, bool is_shown);
  /// False once either server is gone.
  bool are_running();
  void stop();

  const std::string& api() const noexcept { return api_; }  ///< http://127.0.0.1:port
  const std::string& ops() const noexcept { return ops_; }

 private:
  std::string carillon_;
  std::string sandbox_path_;
  std::string api_;
  std::string ops_;
  std::optional<child_process> sandbox_;
  std::optional<child_process> server_;
};

}  // namespace carillon::app
