// carillon-sandbox: parses the command line, serves until SIGINT or SIGTERM. Exit codes: 0, 2 (usage), 78
// (an address, file or folder is not to be had).
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <exception>

#include "base/log.hpp"
#include "net/task.hpp"
#include "sandbox/program.hpp"

namespace {

using namespace carillon;

void wait_for_signal() {
  asio::io_context waiting{1};
  asio::signal_set signals(waiting, SIGINT, SIGTERM);
  signals.async_wait([](boost::system::error_code, int) {});
  waiting.run();
}

int serve(const sandbox::options& chosen) {
  const auto running = sandbox::program::start(chosen);
  if (!running) {
    log::error("cannot_start", running.error().detail);
    log::flush();
    return 78;
  }
  log::info("listening", "the sandbox is listening",
            {{"listen_port", (*running)->listen_port()},
             {"control_port", (*running)->control_port()},
             {"page", (*running)->page_address()},
             {"ca_file", (*running)->ca_file()}});
  log::flush();
  wait_for_signal();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto parsed = sandbox::parse_options(argc, argv);
  if (const int* code = std::get_if<int>(&parsed)) return *code;
  log::configure(log::level::info, log::format::automatic, "sandbox");
  try {
    return serve(std::get<sandbox::options>(parsed));
  } catch (const std::exception& failure) {
    log::error("failed", failure.what());
    log::flush();
    return 70;
  }
}
