// `carillon import`: shows progress, tells bad lines by number, and can be stopped and run again. Scripts see
// bad lines by the exit code, those of earlier runs of the same import too.
#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "app/commands.hpp"
#include "app/demo_progress.hpp"
#include "app/exit_code.hpp"
#include "app/toolbox.hpp"
#include "providers/catalogue.hpp"
#include "store/device_token.hpp"
#include "store/import.hpp"
#include "store/user.hpp"

namespace carillon::app {
namespace {

constexpr std::uint64_t bad_lines_shown = 20;
constexpr auto line_every = std::chrono::seconds(2);

volatile std::sig_atomic_t was_asked_to_stop = 0;

/// A line that is rewritten on a terminal and repeated every two seconds elsewhere.
class import_display {
 public:
  void show(const store::import_progress& now, bool is_last) {
    const auto time = std::chrono::steady_clock::now();
    if (!is_terminal_ && !is_last && time - last_ < line_every) return;
    last_ = time;
    const auto& counts = now.counts;
    const double share = counts.bytes_total > 0 ? static_cast<double>(counts.bytes_read) /
                                                      static_cast<double>(counts.bytes_total)
                                                : 1;
    std::printf("%s%3d%%  users %s  tokens %s  bad lines %s  %s lines/s%s", is_terminal_ ? "\r\033[K" : "",
                static_cast<int>(share * 100), grouped(counts.users).c_str(), grouped(counts.tokens).c_str(),
                grouped(counts.bad).c_str(),
                grouped(static_cast<std::uint64_t>(now.lines_per_second)).c_str(),
                is_terminal_ && !is_last ? "" : "\n");
    std::fflush(stdout);
  }

  void tell(const store::bad_line& bad) {
    if (++told_ > bad_lines_shown) return;
    std::fprintf(stderr, "%sline %llu: %s %s\n", is_terminal_ ? "\r\033[K" : "",
                 static_cast<unsigned long long>(bad.number), bad.why.field.c_str(), bad.why.reason.c_str());
    if (told_ == bad_lines_shown) std::fprintf(stderr, "(more bad lines are counted, not shown)\n");
  }

 private:
  bool is_terminal_ = isatty(STDOUT_FILENO) == 1;
  std::chrono::steady_clock::time_point last_{};
  std::uint64_t told_ = 0;
};

void tell_bad_lines(const store::import_counts& counts) {
  std::fprintf(stderr, "carillon: %s of %s lines were bad and are not imported; the first of them:\n",
               grouped(counts.bad).c_str(), grouped(counts.lines).c_str());
  for (const auto& [number, why] : counts.first_bad)
    std::fprintf(stderr, "  line %llu: %s %s\n", static_cast<unsigned long long>(number), why.field.c_str(),
                 why.reason.c_str());
}

/// Tokens of devices; what rests sealed is no matter of files.
std::vector<store::token_kind> kinds_of_tokens() {
  std::vector<store::token_kind> kinds;
  for (const auto& row : providers::catalogue()) {
    if (row.facts.address != providers::reached_by::device) continue;
    auto payload = row.token_rule();
    payload.unknown = schema::unknown_keys::refused;
    kinds.push_back({row.facts.kind, row.facts.via, std::move(payload)});
  }
  return kinds;
}

}  // namespace

int import_users(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  toolbox& box = **tools;
  auto project = box.find_project(line.project);
  if (!project) return report(project.error());

  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { was_asked_to_stop = 1; });
  store::users people(box.link(), box.names(), box.keyring());
  store::device_tokens devices(box.link(), box.names());
  import_display display;
  store::import_progress last;
  store::import_options options{.project = project->id,
                                .file = line.input,
                                .kinds = kinds_of_tokens(),
                                .on_progress =
                                    [&](const store::import_progress& now) {
                                      last = now;
                                      display.show(now, false);
                                    },
                                .on_bad_line = [&](const store::bad_line& bad) { display.tell(bad); },
                                .should_stop = [] { return was_asked_to_stop != 0; }};
  auto imported = box.run(store::import_users(people, devices, box.keyring(), std::move(options)));
  if (!imported) {
    std::cout << '\n';
    const int failed = report(imported.error());
    if (last.counts.bad > 0) tell_bad_lines(last.counts);
    return imported.error().code == errc::invalid_argument ? exit_data : failed;
  }
  last.counts = *imported;
  display.show(last, true);
  if (imported->bad == 0) return EXIT_SUCCESS;
  tell_bad_lines(*imported);
  return exit_data;
}

}  // namespace carillon::app
