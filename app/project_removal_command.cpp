// `carillon project delete`: shows how far it is, can be stopped and run again.
#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "app/commands.hpp"
#include "app/demo_progress.hpp"
#include "app/exit_code.hpp"
#include "app/toolbox.hpp"
#include "base/json.hpp"
#include "store/project_removal.hpp"

namespace carillon::app {
namespace {

constexpr auto line_every = std::chrono::seconds(2);

volatile std::sig_atomic_t was_asked_to_stop = 0;

/// On standard error: a line that is rewritten on a terminal and repeated every two seconds elsewhere.
class removal_display {
 public:
  void show(const store::removal_progress& now) {
    const auto time = std::chrono::steady_clock::now();
    if (time - last_ < (is_terminal_ ? std::chrono::milliseconds(100) : line_every)) return;
    last_ = time;
    std::fprintf(stderr, "%s%s%s", is_terminal_ ? "\r\033[K" : "", sentence(now).c_str(),
                 is_terminal_ ? "" : "\n");
    has_shown_ = true;
  }
  void end() const {
    if (is_terminal_ && has_shown_) std::fprintf(stderr, "\r\033[K");
  }

 private:
  static std::string sentence(const store::removal_progress& now) {
    if (now.is_waiting) return "waiting for requests and deliveries that had begun before";
    return "removed " + grouped(now.broadcasts) + " broadcasts and " + grouped(now.keys) + " keys, " +
           grouped(now.keys_seen) + " looked at";
  }

  bool is_terminal_ = isatty(STDERR_FILENO) == 1;
  bool has_shown_ = false;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

/// What is left of a project may be less than a record with a name.
result<project_id> find_id(toolbox& tools, const std::string& text) {
  if (const auto id = project_id::parse(text)) return *id;
  const auto found = tools.find_project(text, deleted_projects::too);
  if (!found) return found.error();
  return found->id;
}

}  // namespace

int delete_project(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  const auto id = find_id(**tools, line.project);
  if (!id) return report(id.error());
  if (!line.is_sure) {
    std::fprintf(
        stderr,
        "carillon: this removes project %s for good: users, tokens, keys, broadcasts, events, everything. "
        "Say --yes to do it.\n",
        id->to_string().c_str());
    return exit_usage;
  }
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { was_asked_to_stop = 1; });
  removal_display display;
  store::removal_options options;
  options.settles_after = std::max<std::chrono::milliseconds>(
      options.settles_after, (*tools)->settings().worker.lease / 3 + std::chrono::seconds(3));
  options.on_progress = [&display](const store::removal_progress& now) { display.show(now); };
  options.should_stop = [] { return was_asked_to_stop != 0; };
  store::project_removal removal((*tools)->link(), (*tools)->names(), (*tools)->keyring(),
                                 std::move(options));
  const auto removed = (*tools)->run(removal.run(*id));
  display.end();
  if (!removed) return report(removed.error());
  if (line.is_json) {
    std::cout << dump_json(
                     {{"id", id->to_string()}, {"broadcasts", removed->broadcasts}, {"keys", removed->keys}})
              << '\n';
  } else {
    std::cout << "project " << id->to_string() << " is gone: " << grouped(removed->broadcasts)
              << " broadcasts and " << grouped(removed->keys) << " keys removed\n";
  }
  return EXIT_SUCCESS;
}

}  // namespace carillon::app
