#include "app/demo_services.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace carillon::app {
namespace {

constexpr auto start_patience = std::chrono::seconds(60);
constexpr auto stop_patience = std::chrono::seconds(30);

/// Waits for a server's ready file; gives up when the server ends.
result<json> wait_ready(const std::string& file, child_process& server, const std::string& log) {
  const auto deadline = std::chrono::steady_clock::now() + start_patience;
  while (std::chrono::steady_clock::now() < deadline) {
    if (std::filesystem::exists(file)) {
      std::ifstream stream(file);
      auto read = parse_json(std::string{std::istreambuf_iterator<char>(stream), {}});
      if (!read) return error(errc::corrupted, file + ": " + read.error().detail);
      return std::move(*read);
    }
    if (!server.is_running())
      return error(errc::unavailable, "a server ended while starting; its log: " + log);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return error(errc::timeout, "a server did not get ready; its log: " + log);
}

std::string loopback(std::string_view scheme, const json& ready, const char* port) {
  return std::string(scheme) + "://127.0.0.1:" + std::to_string(ready.value(port, 0));
}

}  // namespace

result<demo_place> demo_services::start_sandbox(const std::string& folder) {
  const std::string log = folder + "/sandbox.log";
  const std::string ready_file = folder + "/sandbox.json";
  auto started = child_process::start({.words = {sandbox_path_, "--data", folder + "/sandbox", "--ledger",
                                                 folder + "/ledger.txt", "--ready-file", ready_file},
                                       .log_file = log});
  if (!started) return started.error();
  sandbox_ = std::move(*started);
  auto ready = wait_ready(ready_file, *sandbox_, log);
  if (!ready) return ready.error();
  return demo_place{.folder = folder,
                    .sandbox_origin = loopback("https", *ready, "listen_port"),
                    .sandbox_control = loopback("http", *ready, "control_port"),
                    .sandbox_ca = ready->value("ca_file", "")};
}

result<void> demo_services::start_server(const demo_place& place, const std::string& settings) {
  const std::string log = place.folder + "/carillon.log";
  const std::string ready_file = place.folder + "/carillon.json";
  auto started = child_process::start(
      {.words = {carillon_, "serve", "--config", settings, "--ready-file", ready_file}, .log_file = log});
  if (!started) return started.error();
  server_ = std::move(*started);
  auto ready = wait_ready(ready_file, *server_, log);
  if (!ready) return ready.error();
  api_ = loopback("http", *ready, "api_port");
  ops_ = loopback("http", *ready, "ops_port");
  return {};
}

result<std::string> demo_services::run(const demo_place& place, const std::string& settings,
                                       std::vector<std::string> words, bool is_shown) {
  words.insert(words.begin(), carillon_);
  words.insert(words.end(), {"--config", settings});
  auto started = child_process::start({.words = std::move(words),
                                       .log_file = is_shown ? "" : place.folder + "/commands.log",
                                       .is_output_kept = !is_shown});
  if (!started) return started.error();
  return started->finish();
}

bool demo_services::are_running() {
  return sandbox_ && sandbox_->is_running() && server_ && server_->is_running();
}

void demo_services::stop() {
  if (server_) server_->stop(stop_patience);
  if (sandbox_) sandbox_->stop(stop_patience);
}

}  // namespace carillon::app
